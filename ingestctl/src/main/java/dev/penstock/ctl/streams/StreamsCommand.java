package dev.penstock.ctl.streams;

import picocli.CommandLine.Command;

/// The commands on streams.
@Command(name = "streams", description = "Define streams, look at halted ones, and let them run again.")
public final class StreamsCommand {}
