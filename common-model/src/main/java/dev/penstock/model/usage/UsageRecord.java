package dev.penstock.model.usage;

/// What a record of the topic `usage` says.
public sealed interface UsageRecord permits EdgeUsage, KeyLastUse {}
