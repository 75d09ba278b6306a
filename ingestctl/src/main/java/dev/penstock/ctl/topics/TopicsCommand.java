package dev.penstock.ctl.topics;

import picocli.CommandLine.Command;

/// The commands on Kafka's topics.
@Command(name = "topics", description = "Create the topics and keep their settings.")
public final class TopicsCommand {}
