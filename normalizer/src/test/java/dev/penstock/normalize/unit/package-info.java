/// Tests of units.
@NullMarked
package dev.penstock.normalize.unit;

import org.jspecify.annotations.NullMarked;
