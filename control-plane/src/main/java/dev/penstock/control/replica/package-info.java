/// Follows the control topic and answers from memory.
@NullMarked
package dev.penstock.control.replica;

import org.jspecify.annotations.NullMarked;
