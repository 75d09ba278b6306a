package dev.penstock.edge.protocol;

import dev.penstock.model.refusal.Refusal;

/// One event that is not taken, while others of its request may be.
///
/// @param index its place among the events of the request, from 0
/// @param detail for its sender; quotes nothing of what was sent
public record Rejection(int index, Refusal refusal, String detail) {}
