package dev.penstock.edge.admit;

/// What is left of the limit that is nearest to its end, for the headers of an answer.
///
/// @param quota what may be used in `window`, by the fleet of edges together
/// @param window seconds
/// @param remaining what this edge would still admit at once
/// @param reset seconds, rounded up: after a refusal, until it is worth another try; else until nothing is in use
public record RateStatus(Dimension dimension, long quota, long window, long remaining, long reset) {}
