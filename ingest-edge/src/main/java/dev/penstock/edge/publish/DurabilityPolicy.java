package dev.penstock.edge.publish;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What a 202 must be worth.
///
/// @param durability what the events topic must survive before this edge is ready: `strict`, or `development` for
///     one broker on a laptop
@ConfigurationProperties("penstock.edge")
public record DurabilityPolicy(@DefaultValue("strict") Durability durability) {}
