/// Where Kafka and ClickHouse are, from options and the environment.
@NullMarked
package dev.penstock.ctl.connect;

import org.jspecify.annotations.NullMarked;
