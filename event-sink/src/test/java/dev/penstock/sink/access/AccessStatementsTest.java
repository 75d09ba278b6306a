package dev.penstock.sink.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.organization.OrgId;
import dev.penstock.sink.migrate.ClickHouseCluster;
import dev.penstock.sink.migrate.TableEngines;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessStatementsTest {

    private static final SchemaTables SCHEMA = new SchemaTables(List.of(
            new SchemaTable("clicks_quarantine", "MergeTree", false),
            new SchemaTable("clicks_raw", "ReplacingMergeTree", true),
            new SchemaTable("events", "View", true),
            new SchemaTable("events_raw_all", "Distributed", true),
            new SchemaTable("flyway_schema_history", "MergeTree", false),
            new SchemaTable("ingest_complete", "View", false),
            new SchemaTable("seen", "MaterializedView", true),
            new SchemaTable("stream_halts", "ReplacingMergeTree", false)));

    private final AccessStatements access = new AccessStatements("penstock", TableEngines.ONE_SERVER, SCHEMA);

    @Test
    void readersGetWhatSaysWhoseItIsAndWhatIsNobodys() {
        assertThat(access.roles())
                .filteredOn(
                        statement -> statement.startsWith("GRANT SELECT ON") && statement.endsWith("penstock_reader"))
                .containsExactly(
                        "GRANT SELECT ON penstock.`clicks_raw` TO penstock_reader",
                        "GRANT SELECT ON penstock.`events` TO penstock_reader",
                        "GRANT SELECT ON penstock.`events_raw_all` TO penstock_reader",
                        "GRANT SELECT ON penstock.`ingest_complete` TO penstock_reader",
                        "GRANT SELECT ON penstock.`stream_halts` TO penstock_reader");
    }

    /// A policy on a Distributed table hides nothing, and one on a view is impossible.
    @Test
    void onlyTablesWithRowsHavePolicies() {
        assertThat(access.roles())
                .filteredOn(statement -> statement.contains("ROW POLICY"))
                .containsExactly(
                        "CREATE ROW POLICY OR REPLACE penstock_reader ON penstock.`clicks_raw`"
                                + " FOR SELECT USING 0 TO penstock_reader",
                        "CREATE ROW POLICY OR REPLACE penstock_all_organizations ON penstock.`clicks_raw`"
                                + " FOR SELECT USING 1 TO penstock_all_organizations",
                        "CREATE ROW POLICY OR REPLACE penstock_writer ON penstock.`clicks_raw`"
                                + " FOR SELECT USING 1 TO penstock_writer",
                        "CREATE ROW POLICY OR REPLACE penstock_operator ON penstock.`clicks_raw`"
                                + " FOR SELECT USING 1 TO penstock_operator");
    }

    @Test
    void anOrganizationHasARoleThatShowsItsRowsAlone() {
        assertThat(access.organization(new OrgId("acme.eu-1")))
                .containsExactly(
                        "CREATE ROLE IF NOT EXISTS `penstock_reader_acme.eu-1`",
                        "GRANT penstock_reader TO `penstock_reader_acme.eu-1`",
                        "CREATE ROW POLICY OR REPLACE `penstock_reader_acme.eu-1` ON penstock.`clicks_raw`"
                                + " FOR SELECT USING org_id = 'acme.eu-1' TO `penstock_reader_acme.eu-1`");
    }

    @Test
    void writersInsertIntoTablesAndReadTheHistoryAndCountParts() {
        assertThat(access.roles())
                .contains(
                        "GRANT SELECT, INSERT ON penstock.`clicks_raw` TO penstock_writer",
                        "GRANT SELECT ON penstock.`flyway_schema_history` TO penstock_writer",
                        "GRANT SELECT ON penstock.`events` TO penstock_writer",
                        "GRANT SELECT ON penstock.`events_raw_all` TO penstock_writer",
                        "GRANT SELECT ON penstock.`ingest_complete` TO penstock_writer",
                        "GRANT SELECT ON system.parts TO penstock_writer",
                        "GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.* TO penstock_writer",
                        "GRANT TABLE ENGINE ON Null TO penstock_writer")
                .noneMatch(statement -> statement.contains("INSERT ON penstock.`events_raw_all`"));
    }

    @Test
    void operatorsMakeAndDropTablesOfTheDatabaseAndDeleteNoRows() {
        assertThat(access.beforeTables())
                .contains(
                        "GRANT SELECT, INSERT, ALTER ADD COLUMN, ALTER TTL, CREATE DATABASE, CREATE TABLE, CREATE VIEW,"
                                + " DROP TABLE, DROP VIEW ON penstock.* TO penstock_operator")
                .filteredOn(statement -> statement.contains("DELETE"))
                .containsExactly("GRANT ALTER DELETE ON penstock.flyway_schema_history TO penstock_operator");
        assertThat(access.roles()).containsAll(access.beforeTables());
    }

    /// One user for everything gets both roles when he is made, which is before there are tables.
    @Test
    void beforeThereAreTablesWritersGetWhatIsOnNone() {
        assertThat(access.beforeTables())
                .filteredOn(statement -> statement.endsWith("penstock_writer"))
                .containsExactly(
                        "CREATE ROLE IF NOT EXISTS penstock_writer",
                        "GRANT SELECT ON system.parts TO penstock_writer",
                        "GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.* TO penstock_writer",
                        "GRANT TABLE ENGINE ON Null TO penstock_writer");
    }

    @Test
    void onAClusterEachStatementNamesIt() {
        AccessStatements cluster =
                new AccessStatements("penstock", TableEngines.on(ClickHouseCluster.named("main")), SCHEMA);

        assertThat(cluster.roles()).allMatch(statement -> statement.contains(" ON CLUSTER 'main'"));
        assertThat(cluster.organization(new OrgId("acme")))
                .allMatch(statement -> statement.contains(" ON CLUSTER 'main'"));
    }
}
