package dev.penstock.ctl.doctor;

import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.SchemaStatus;
import dev.penstock.sink.migrate.SchemaVersion;
import dev.penstock.sink.triage.ServerFacts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// What can be seen of ClickHouse.
final class ClickHouseChecks {

    // What an answer may take, and a second.
    private static final Duration NOTED = Duration.ofSeconds(2);

    // The margin of `ingest_freshness`: beyond it, what it says is complete is not.
    private static final Duration TOO_MUCH = Duration.ofSeconds(15);

    private final DataSource pool;
    private final ClickHouseSettings settings;
    private final InstantSource clock;

    ClickHouseChecks(DataSource pool, ClickHouseSettings settings, InstantSource clock) {
        this.pool = pool;
        this.settings = settings;
        this.clock = clock;
    }

    List<Diagnosis> schema() throws SQLException {
        SchemaStatus status = SchemaVersion.read(pool, settings.database());
        if (status.current() < status.needed()) {
            return List.of(Diagnosis.trouble(
                    "schema",
                    "version " + status.current() + " of " + settings.database() + ", and " + status.needed()
                            + " is needed",
                    "ingestctl schema migrate"));
        }
        return List.of(Diagnosis.fine("schema", "version " + status.current() + " of " + settings.database()));
    }

    /// Whether tables remember tokens, so that an insert that is sent again makes no second row.
    List<Diagnosis> deduplication() throws SQLException {
        List<Diagnosis> found = new ArrayList<>();
        List<ServerFacts.Table> tables = new ServerFacts(pool, settings.database()).eventTables();
        for (ServerFacts.Table table : tables) {
            if (!table.rememberedInserts()) {
                found.add(Diagnosis.trouble(
                        "deduplication",
                        table.name() + " does not remember inserts: one that is sent again is there twice until it is"
                                + " merged",
                        "ALTER TABLE " + settings.database() + "." + table.name()
                                + " MODIFY SETTING non_replicated_deduplication_window = 100000"));
            }
        }
        if (found.isEmpty()) {
            found.add(Diagnosis.fine("deduplication", tables.size() + " tables of events remember inserts"));
        }
        return found;
    }

    List<Diagnosis> clock() throws SQLException {
        ServerFacts facts = new ServerFacts(pool, settings.database());
        // The first answer waits for a connection.
        facts.time();
        Instant before = clock.instant();
        Instant theirs = facts.time();
        Instant after = clock.instant();
        Duration skew = theirs.isBefore(before)
                ? Duration.between(theirs, before)
                : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
        String finding = "ClickHouse's clock is " + skew.toMillis() + " ms from this machine's";
        if (skew.compareTo(TOO_MUCH) > 0) {
            return List.of(Diagnosis.trouble(
                    "clock", finding, "let both follow a time server: freshness and retention go by these clocks"));
        }
        return List.of(
                skew.compareTo(NOTED) > 0
                        ? Diagnosis.note("clock", finding, "let both follow a time server")
                        : Diagnosis.fine("clock", finding));
    }
}
