/// Writes the control topic: one change at a time, decided on what is really there.
@NullMarked
package dev.penstock.control.write;

import org.jspecify.annotations.NullMarked;
