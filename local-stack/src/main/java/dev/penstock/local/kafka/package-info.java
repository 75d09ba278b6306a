/// One real Kafka broker in KRaft mode, from the Maven artifacts, on 127.0.0.1.
@NullMarked
package dev.penstock.local.kafka;

import org.jspecify.annotations.NullMarked;
