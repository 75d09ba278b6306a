package dev.penstock.sink.block;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;

/// What all rows of a batch have in common.
///
/// @param topic the id of the topic they were read from
/// @param ingestedAt fixed when the batch is cut, and never again: the same batch sent again must be the same bytes
public record BlockOrigin(TopicId topic, int partition, Instant ingestedAt) {}
