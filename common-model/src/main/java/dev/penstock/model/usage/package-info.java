/// What the edges tell each other, and the operator, of what they have admitted.
@NullMarked
package dev.penstock.model.usage;

import org.jspecify.annotations.NullMarked;
