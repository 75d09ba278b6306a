/// The connections the features share: Kafka's producer and admin client, ClickHouse's pool.
@NullMarked
package dev.penstock.writer.connect;

import org.jspecify.annotations.NullMarked;
