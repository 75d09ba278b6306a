/// The ledger in ClickHouse: its lines as rows, and what the two sides of it come to.
@NullMarked
package dev.penstock.sink.ledger;

import org.jspecify.annotations.NullMarked;
