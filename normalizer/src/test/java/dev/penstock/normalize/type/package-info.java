/// Tests of types and values.
@NullMarked
package dev.penstock.normalize.type;

import org.jspecify.annotations.NullMarked;
