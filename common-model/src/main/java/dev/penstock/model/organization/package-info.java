/// Who owns events and keys.
@NullMarked
package dev.penstock.model.organization;

import org.jspecify.annotations.NullMarked;
