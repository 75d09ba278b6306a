package dev.penstock.ctl.orgs;

import picocli.CommandLine.Command;

/// The commands on organizations.
@Command(name = "orgs", description = "Create, change and list organizations, the owners of keys and events.")
public final class OrgsCommand {}
