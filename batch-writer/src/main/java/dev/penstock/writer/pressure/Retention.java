package dev.penstock.writer.pressure;

import java.util.OptionalLong;

/// How much of `events` Kafka keeps, per partition.
///
/// @param millis empty for no limit in time
/// @param bytes empty for no limit in size
record Retention(OptionalLong millis, OptionalLong bytes) {}
