/// Units of measurement: what a text names, and how to get from one to another, exactly. Pure.
@NullMarked
package dev.penstock.normalize.unit;

import org.jspecify.annotations.NullMarked;
