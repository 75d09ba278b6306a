package dev.penstock.ctl.topics;

import picocli.CommandLine.Command;

/// The commands on Kafka's topics.
@Command(name = "topics", description = "Create the topics, keep their settings, and print who may do what with them.")
public final class TopicsCommand {}
