package dev.penstock.ctl.replay.shadow;

/// A record that makes no row.
///
/// @param stream empty when it is no event
/// @param cause as in dead letters, or `stream_halted`
/// @param column the column or place that could not take it; empty when it is none's fault
public record AsideRecord(int partition, long offset, String stream, String cause, String column) {}
