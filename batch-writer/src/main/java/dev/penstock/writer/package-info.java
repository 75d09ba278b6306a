/// The application that takes events from Kafka to ClickHouse.
@NullMarked
package dev.penstock.writer;

import org.jspecify.annotations.NullMarked;
