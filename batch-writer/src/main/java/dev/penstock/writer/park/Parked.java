package dev.penstock.writer.park;

import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.writer.batch.SourceRecord;

/// A record of a halted stream, and what is told of it.
public record Parked(SourceRecord record, ParkedEvent event) {}
