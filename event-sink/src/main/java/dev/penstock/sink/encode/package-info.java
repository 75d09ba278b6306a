/// Turns blocks into the bytes that ClickHouse reads as `RowBinaryWithNamesAndTypes`. Pure.
@NullMarked
package dev.penstock.sink.encode;

import org.jspecify.annotations.NullMarked;
