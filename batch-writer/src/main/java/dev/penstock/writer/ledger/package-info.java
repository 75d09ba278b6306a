/// Loads the ledger into ClickHouse, and looks it over.
@NullMarked
package dev.penstock.writer.ledger;

import org.jspecify.annotations.NullMarked;
