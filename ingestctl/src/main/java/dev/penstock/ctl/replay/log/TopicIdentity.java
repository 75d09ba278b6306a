package dev.penstock.ctl.replay.log;

import dev.penstock.model.topic.TopicId;

/// Which topic it is that has a name now, and where.
///
/// @param cluster Kafka's id of itself
public record TopicIdentity(String cluster, String topic, TopicId id) {}
