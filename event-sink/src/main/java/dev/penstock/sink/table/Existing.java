package dev.penstock.sink.table;

import org.jspecify.annotations.Nullable;

/// What is there of the three things that a stream with columns of its own has.
record Existing(
        @Nullable ExistingTable raw,
        @Nullable ExistingTable view,
        @Nullable ExistingTable quarantine) {}
