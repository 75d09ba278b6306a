/// Events to Kafka: the one producer, how long an answer may take, and whether the topic keeps what a 202 promises.
@NullMarked
package dev.penstock.edge.publish;

import org.jspecify.annotations.NullMarked;
