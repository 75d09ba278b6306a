/// What became of an insert, and the one table that says what an error of ClickHouse means. Pure.
@NullMarked
package dev.penstock.sink.failure;

import org.jspecify.annotations.NullMarked;
