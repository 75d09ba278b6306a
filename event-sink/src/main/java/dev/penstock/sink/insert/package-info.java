/// Sends blocks to ClickHouse.
@NullMarked
package dev.penstock.sink.insert;

import org.jspecify.annotations.NullMarked;
