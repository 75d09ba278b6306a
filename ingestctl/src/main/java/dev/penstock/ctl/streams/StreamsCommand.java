package dev.penstock.ctl.streams;

import picocli.CommandLine.Command;

/// The commands on streams.
@Command(name = "streams", description = "Look at halted streams, and let them run again.")
public final class StreamsCommand {}
