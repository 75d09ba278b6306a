/// Takes events from Kafka, and commits only what is settled.
@NullMarked
package dev.penstock.writer.consume;

import org.jspecify.annotations.NullMarked;
