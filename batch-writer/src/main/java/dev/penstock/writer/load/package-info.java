/// Reads a topic beside the events, as often as it takes.
@NullMarked
package dev.penstock.writer.load;

import org.jspecify.annotations.NullMarked;
