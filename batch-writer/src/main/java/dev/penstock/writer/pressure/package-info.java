/// Tells the edges how far the writer is and how much of Kafka's retention is left.
@NullMarked
package dev.penstock.writer.pressure;

import org.jspecify.annotations.NullMarked;
