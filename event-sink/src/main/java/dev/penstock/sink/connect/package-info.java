/// Where ClickHouse is, the bounded pool of connections to it, and which names may go there.
@NullMarked
package dev.penstock.sink.connect;

import org.jspecify.annotations.NullMarked;
