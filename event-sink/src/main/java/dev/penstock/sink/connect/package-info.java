/// Where ClickHouse is, and the bounded pool of connections to it.
@NullMarked
package dev.penstock.sink.connect;

import org.jspecify.annotations.NullMarked;
