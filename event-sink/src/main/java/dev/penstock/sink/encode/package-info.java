/// Turns blocks into the bytes that ClickHouse reads as `Native`. Pure.
@NullMarked
package dev.penstock.sink.encode;

import org.jspecify.annotations.NullMarked;
