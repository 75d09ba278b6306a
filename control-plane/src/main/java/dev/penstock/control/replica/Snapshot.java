package dev.penstock.control.replica;

import dev.penstock.control.state.ControlState;
import org.apache.kafka.common.Uuid;

/// A state, and the topic it was read from.
record Snapshot(Uuid topicId, ControlState state) {}
