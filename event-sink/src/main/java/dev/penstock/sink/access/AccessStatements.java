package dev.penstock.sink.access;

import dev.penstock.model.organization.OrgId;
import dev.penstock.sink.migrate.TableEngines;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Writes the statements that make the roles. Running them again changes nothing, and adds what is new.
///
/// A reader sees the rows of an organization only by that organization's role; with [#READER] alone he sees none. What
/// is not known to say whose its rows are, he cannot read at all. A table that is made later is closed to readers until
/// the statements are written and run again.
///
/// Row policies are on the tables that have the rows. On a `Distributed` table one would do nothing.
///
/// Pure.
public final class AccessStatements {

    /// The role every reader has: what may be asked, and for how long.
    public static final String READER = "penstock_reader";

    /// The role of who may read all organizations.
    public static final String ALL_ORGANIZATIONS = "penstock_all_organizations";

    /// The role of the writers.
    public static final String WRITER = "penstock_writer";

    // Tables without organizations, in which there is nothing that one of them should not see.
    private static final Set<String> COMMON = Set.of("freshness_partitions", "stream_halts");

    /// The role of who makes tables and brings events back: `ingestctl`.
    public static final String OPERATOR = "penstock_operator";

    // In the database alone. Rows go with their table or by its retention, and nothing is said of users.
    private static final String RIGHTS_OF_OPERATORS = "SELECT, INSERT, ALTER ADD COLUMN, ALTER TTL, CREATE DATABASE,"
            + " CREATE TABLE, CREATE VIEW, DROP TABLE, DROP VIEW";

    private static final String HISTORY = "flyway_schema_history";

    private final String database;
    private final TableEngines engines;
    private final SchemaTables schema;

    /// @param database a name that [dev.penstock.sink.connect.ClickHouseSettings] accepted
    public AccessStatements(String database, TableEngines engines, SchemaTables schema) {
        this.database = database;
        this.engines = engines;
        this.schema = schema;
    }

    /// What can be granted before there is a table: the role of operators, and of the writers' role what is on no table
    /// of ours. A user who has both can make the tables and fill them.
    public List<String> beforeTables() {
        List<String> statements = new ArrayList<>(operator());
        statements.add(role(WRITER));
        // It shows who reads it nothing but the tables he may see.
        statements.add("GRANT" + engines.onCluster() + " SELECT ON system.parts TO " + WRITER);
        // A copy of a table that keeps nothing, to search for bad rows on. Nobody but its session sees it.
        statements.add("GRANT" + engines.onCluster() + " CREATE ARBITRARY TEMPORARY TABLE ON *.* TO " + WRITER);
        statements.add("GRANT" + engines.onCluster() + " TABLE ENGINE ON Null TO " + WRITER);
        return List.copyOf(statements);
    }

    // On the database, not on its tables.
    private List<String> operator() {
        List<String> statements = new ArrayList<>();
        statements.add(role(OPERATOR));
        statements.add(
                "GRANT" + engines.onCluster() + " " + RIGHTS_OF_OPERATORS + " ON " + database + ".* TO " + OPERATOR);
        // The line of a step that failed is taken out before the step is taken again.
        statements.add(
                "GRANT" + engines.onCluster() + " ALTER DELETE ON " + database + "." + HISTORY + " TO " + OPERATOR);
        statements.add("GRANT" + engines.onCluster() + " SELECT ON system.parts TO " + OPERATOR);
        if (engines.replicated()) {
            statements.add("GRANT" + engines.onCluster() + " CLUSTER, REMOTE ON *.* TO " + OPERATOR);
        }
        return List.copyOf(statements);
    }

    /// The roles of operators, readers and writers, and what each may do.
    public List<String> roles() {
        List<String> statements = new ArrayList<>(beforeTables());
        statements.add("CREATE SETTINGS PROFILE OR REPLACE " + READER + engines.onCluster() + " SETTINGS " + limits());
        Stream.of(READER, ALL_ORGANIZATIONS).forEach(role -> statements.add(role(role)));
        statements.add("ALTER ROLE " + READER + engines.onCluster() + " SETTINGS PROFILE '" + READER + "'");
        readable().forEach(table -> statements.add(grant("SELECT", table, READER)));
        statements.add("GRANT" + engines.onCluster() + " " + READER + " TO " + ALL_ORGANIZATIONS);
        stored().forEach(table ->
                statements.add(grant(table.name().equals(HISTORY) ? "SELECT" : "SELECT, INSERT", table, WRITER)));
        // Whether the event of a dead letter is stored after all, they ask the view of all streams.
        schema.tables().stream()
                .filter(SchemaTable::shows)
                .forEach(table -> statements.add(grant("SELECT", table, WRITER)));
        ofOrganizations().forEach(table -> {
            statements.add(policy(READER, table, "0"));
            statements.add(policy(ALL_ORGANIZATIONS, table, "1"));
            statements.add(policy(WRITER, table, "1"));
            statements.add(policy(OPERATOR, table, "1"));
        });
        return List.copyOf(statements);
    }

    /// The role of those who read one organization.
    public List<String> organization(OrgId organization) {
        String role = roleOf(organization);
        List<String> statements = new ArrayList<>();
        statements.add(role(role));
        statements.add("GRANT" + engines.onCluster() + " " + READER + " TO " + role);
        // An id has nothing that would have to be escaped.
        ofOrganizations().forEach(table -> statements.add(policy(role, table, "org_id = '" + organization + "'")));
        return List.copyOf(statements);
    }

    /// The name of an organization's role, quoted.
    public static String roleOf(OrgId organization) {
        return "`" + READER + "_" + organization + "`";
    }

    // As readonly=2: settings may be changed, for clients do, and nothing else. Those that would cost the others are
    // bounded.
    private String limits() {
        String all = "readonly = 2 CONST, allow_ddl = 0 CONST, max_execution_time = 60 MIN 1 MAX 300,"
                + " max_memory_usage = 4000000000 MIN 1000000 MAX 8000000000";
        // A plan that is sent to another server would read past its row policies.
        return engines.replicated() ? all + ", serialize_query_plan = 0 CONST" : all;
    }

    private String role(String name) {
        return "CREATE ROLE IF NOT EXISTS " + name + engines.onCluster();
    }

    private String grant(String rights, SchemaTable table, String role) {
        return "GRANT" + engines.onCluster() + " " + rights + " ON " + quoted(table) + " TO " + role;
    }

    private String policy(String role, SchemaTable table, String condition) {
        return "CREATE ROW POLICY OR REPLACE " + role + engines.onCluster() + " ON " + quoted(table)
                + " FOR SELECT USING " + condition + " TO " + role;
    }

    private String quoted(SchemaTable table) {
        return database + ".`" + table.name() + "`";
    }

    private Stream<SchemaTable> readable() {
        return schema.tables().stream()
                .filter(table -> table.shows()
                        || (table.stored() && (table.ofOrganizations() || COMMON.contains(table.name()))));
    }

    private Stream<SchemaTable> stored() {
        return schema.tables().stream().filter(SchemaTable::stored);
    }

    private Stream<SchemaTable> ofOrganizations() {
        return stored().filter(SchemaTable::ofOrganizations);
    }
}
