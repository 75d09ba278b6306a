package dev.penstock.edge.admit;

/// The name of this edge among those that share limits.
public record EdgeInstance(String name) {}
