/// The edge: takes events over HTTP and puts them on Kafka.
@NullMarked
package dev.penstock.edge;

import org.jspecify.annotations.NullMarked;
