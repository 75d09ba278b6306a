package dev.penstock.sink.ledger;

import dev.penstock.model.ledger.LedgerRecord;
import java.time.Instant;

/// A line of the ledger and where it stands in its topic.
///
/// @param writtenAt Kafka's time of the record
/// @param offset in the topic `ledger`; of two lines under one key the higher one counts
public record LedgerRow(LedgerRecord line, Instant writtenAt, int partition, long offset) {}
