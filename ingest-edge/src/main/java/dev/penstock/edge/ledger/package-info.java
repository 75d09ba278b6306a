/// Counts requests and events by organization, stream and minute, for the ledger.
@NullMarked
package dev.penstock.edge.ledger;

import org.jspecify.annotations.NullMarked;
