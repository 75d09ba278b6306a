package dev.penstock.sink.block;

import dev.penstock.normalize.Row;

/// A row and the offset of the record it was made from.
public record PlacedRow(long offset, Row row) {}
