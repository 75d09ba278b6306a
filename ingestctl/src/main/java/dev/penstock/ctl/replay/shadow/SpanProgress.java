package dev.penstock.ctl.replay.shadow;

/// How far a span is.
///
/// @param partition of the span
/// @param from where it begins
/// @param next every record before it is a row of the shadow, set aside, or not let through by the filter
/// @param read records up to there
/// @param rows that were made of them
/// @param aside records that make no row
/// @param at when that was, in milliseconds
public record SpanProgress(int partition, long from, long next, long read, long rows, long aside, long at) {}
