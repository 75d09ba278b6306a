package dev.penstock.ctl.dlq;

import picocli.CommandLine.Command;

/// `ingestctl dlq`.
@Command(
        name = "dlq",
        description = "Dead letters: find out what they have in common, and bring them back or give them up.")
public final class DlqCommand {}
