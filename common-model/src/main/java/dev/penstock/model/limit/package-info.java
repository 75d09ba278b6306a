/// How much may be sent how fast.
@NullMarked
package dev.penstock.model.limit;

import org.jspecify.annotations.NullMarked;
