/// The topic `control` as Kafka serves it: the one place that reads its records.
@NullMarked
package dev.penstock.control.topic;

import org.jspecify.annotations.NullMarked;
