/// Who changed what.
@NullMarked
package dev.penstock.model.audit;

import org.jspecify.annotations.NullMarked;
