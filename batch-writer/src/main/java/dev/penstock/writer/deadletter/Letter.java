package dev.penstock.writer.deadletter;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.writer.batch.SourceRecord;

/// A record that could not be stored, and why.
public record Letter(SourceRecord record, DeadLetter cause) {}
