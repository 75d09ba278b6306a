/// How much of its buffer, which is Kafka's retention, the system has left.
@NullMarked
package dev.penstock.model.pressure;

import org.jspecify.annotations.NullMarked;
