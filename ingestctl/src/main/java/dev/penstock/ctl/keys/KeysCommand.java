package dev.penstock.ctl.keys;

import picocli.CommandLine.Command;

/// The commands on ingestion keys.
@Command(name = "keys", description = "Create, list and revoke ingestion keys.")
public final class KeysCommand {}
