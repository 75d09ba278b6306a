/// Keeps the events of halted streams.
@NullMarked
package dev.penstock.writer.park;

import org.jspecify.annotations.NullMarked;
