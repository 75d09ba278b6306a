package dev.penstock.ctl.schema;

import picocli.CommandLine.Command;

/// The commands on ClickHouse's schema.
@Command(name = "schema", description = "Bring ClickHouse to the schema the writers need.")
public final class SchemaCommand {}
