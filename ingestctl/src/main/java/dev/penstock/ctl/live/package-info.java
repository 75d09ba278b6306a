/// What edges and writers say of themselves, in Kafka and to Prometheus.
@NullMarked
package dev.penstock.ctl.live;

import org.jspecify.annotations.NullMarked;
