package dev.penstock.sink.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What dashboards see of what the writers tell.
class FreshnessIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "fresh");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 1, Duration.ofSeconds(10));

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final TopicId TOPIC = new TopicId(1, 1);
    private static final StreamName CLICKS = new StreamName("clicks");
    private static final String UNKNOWN = "1970-01-01 00:00:00.000";

    private final FreshnessTable table = new FreshnessTable(POOL, "fresh", Duration.ofSeconds(15));
    private final HaltsTable halts = new HaltsTable(POOL, "fresh");

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @BeforeEach
    void empty() {
        for (String table : List.of("freshness_partitions", "stream_halts", "streams_seen", "events_raw")) {
            CLICKHOUSE.execute("TRUNCATE TABLE fresh." + table);
        }
        insert("acme", "clicks", 3);
        insert("acme", "views", 2);
        insert("globex", "clicks", 1);
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @Test
    void theSlowestPartitionDecides() throws SQLException {
        report(TOPIC, 3, Map.of(0, NOON, 1, NOON.plusSeconds(9)));
        report(TOPIC, 3, Map.of(2, NOON.minusSeconds(7)));

        assertThat(completeUntil("acme", "views")).isEqualTo("2026-05-01 11:59:53.000");
    }

    /// A writer that was fenced and wakes up tells what was true before.
    @Test
    void whatWasTrueOnceStaysTrue() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));
        report(TOPIC, 1, Map.of(0, NOON.minusSeconds(60)));

        assertThat(completeUntil("acme", "views")).isEqualTo("2026-05-01 12:00:00.000");
    }

    @Test
    void aPartitionNobodyHasToldOfMakesTheTimeUnknown() throws SQLException {
        report(TOPIC, 2, Map.of(0, NOON));
        assertThat(completeUntil("acme", "views")).isEqualTo(UNKNOWN);
        assertThat(reason("acme", "views")).isEqualTo("partitions never told of: 1");

        report(TOPIC, 2, Map.of(1, NOON));
        assertThat(completeUntil("acme", "views")).isEqualTo("2026-05-01 12:00:00.000");
        assertThat(reason("acme", "views")).isEmpty();

        report(TOPIC, 3, Map.of(0, NOON.plusSeconds(1)));
        assertThat(completeUntil("acme", "views")).isEqualTo(UNKNOWN);
    }

    @Test
    void ofATopicThatWasMadeAnewTheOldOneIsForgotten() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));
        // Told at another millisecond: the last told of counts.
        CLICKHOUSE.query("SELECT sleep(0.01)");
        report(new TopicId(2, 2), 1, Map.of(0, NOON.plusSeconds(5)));

        assertThat(completeUntil("acme", "views")).isEqualTo("2026-05-01 12:00:05.000");
    }

    @Test
    void allPipelinesOfADatabaseCount() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));
        table.report(new FreshnessReport("other/events", new TopicId(3, 3), 1, Map.of(0, NOON.minusSeconds(5))));

        assertThat(completeUntil("acme", "views")).isEqualTo("2026-05-01 11:59:55.000");
    }

    @Test
    void aWriterAheadOfItsTimeCannotClaimTheFuture() throws SQLException {
        report(TOPIC, 1, Map.of(0, Instant.parse("2100-01-01T00:00:00Z")));

        assertThat(CLICKHOUSE.query("SELECT complete_until < now64(3) - INTERVAL 14 SECOND FROM fresh.ingest_complete"))
                .isEqualTo("1");
    }

    @Test
    void aHaltedStreamStaysWhereItWasHaltedAndSaysWhy() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));
        halts.tell(List.of(new StreamHalt(CLICKS, 1, true, "it's broken")));
        report(TOPIC, 1, Map.of(0, NOON.plusSeconds(60)));
        // Another writer hears of it later.
        halts.tell(List.of(new StreamHalt(CLICKS, 1, true, "it's broken")));

        for (String org : List.of("acme", "globex")) {
            assertThat(completeUntil(org, "clicks")).isEqualTo("2026-05-01 12:00:00.000");
            assertThat(reason(org, "clicks")).isEqualTo("halted: it\\'s broken");
        }
        assertThat(completeUntil("acme", "views")).isEqualTo("2026-05-01 12:01:00.000");

        CLICKHOUSE.execute("OPTIMIZE TABLE fresh.stream_halts FINAL");
        assertThat(completeUntil("acme", "clicks")).isEqualTo("2026-05-01 12:00:00.000");
        assertThat(halts.told()).isEqualTo(Map.of(CLICKS, Set.of(1)));
    }

    @Test
    void aResumedStreamWaitsForWhatWasParked() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));
        halts.tell(List.of(new StreamHalt(CLICKS, 1, true, "broken")));
        report(TOPIC, 1, Map.of(0, NOON.plusSeconds(60)));
        halts.tell(List.of(new StreamHalt(CLICKS, 2, false, "repaired")));
        report(TOPIC, 1, Map.of(0, NOON.plusSeconds(90)));

        assertThat(completeUntil("acme", "clicks")).isEqualTo("2026-05-01 12:00:00.000");
        assertThat(reason("acme", "clicks")).isEqualTo("resumed, and not all that was parked is back");

        // They are back in Kafka, which is not yet in the tables: that is so when everything is that was in Kafka then.
        halts.returned(CLICKS, 2);
        assertThat(completeUntil("acme", "clicks")).isEqualTo("2026-05-01 12:00:00.000");
        CLICKHOUSE.execute("OPTIMIZE TABLE fresh.stream_halts FINAL");
        assertThat(completeUntil("acme", "clicks")).isEqualTo("2026-05-01 12:00:00.000");

        CLICKHOUSE.execute("INSERT INTO fresh.freshness_partitions SELECT * REPLACE (now64(3) + 1 AS complete_until)"
                + " FROM fresh.freshness_partitions LIMIT 1");
        assertThat(completeUntil("acme", "clicks")).isEqualTo(completeUntil("acme", "views"));
        assertThat(reason("acme", "clicks")).isEmpty();

        CLICKHOUSE.query("SELECT sleep(1.1)");
        halts.returned(CLICKS, 2);
        assertThat(completeUntil("acme", "clicks"))
                .as("told again, it does not go back")
                .isEqualTo(completeUntil("acme", "views"));
    }

    @Test
    void aStreamThatIsHaltedAgainStaysAtTheSecondHalt() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));
        halts.tell(List.of(new StreamHalt(CLICKS, 1, true, "first"), new StreamHalt(CLICKS, 2, false, "")));
        CLICKHOUSE.execute("INSERT INTO fresh.stream_halts VALUES ('clicks', 2, false, '', '2026-05-01 12:00:01',"
                + " '2026-05-01 12:00:02', now64(3), 18446744073709551615)");
        report(TOPIC, 1, Map.of(0, NOON.plusSeconds(30)));
        halts.tell(List.of(new StreamHalt(CLICKS, 3, true, "second")));
        report(TOPIC, 1, Map.of(0, NOON.plusSeconds(60)));

        assertThat(completeUntil("acme", "clicks")).isEqualTo("2026-05-01 12:00:30.000");
        assertThat(reason("acme", "clicks")).isEqualTo("halted: second");
    }

    @Test
    void aStreamIsListedWithItsLastEventAndHowManyItHad() throws SQLException {
        report(TOPIC, 1, Map.of(0, NOON));

        assertThat(CLICKHOUSE.query("SELECT org_id, stream, events_24h, last_event = (SELECT max(timestamp) FROM"
                        + " fresh.events), last_received_at > now64(3) - INTERVAL 1 MINUTE"
                        + " FROM fresh.ingest_freshness WHERE org_id = 'globex'"))
                .isEqualTo("globex\tclicks\t1\t1\t1");
        assertThat(CLICKHOUSE.query("SELECT org_id, stream, events_24h FROM fresh.ingest_freshness ORDER BY ALL"))
                .isEqualTo("acme\tclicks\t3\nacme\tviews\t2\nglobex\tclicks\t1");
    }

    @Test
    void rowsThatAreThereAgainAreCounted() throws SQLException {
        CLICKHOUSE.execute("SYSTEM STOP MERGES fresh.events_raw");
        CLICKHOUSE.execute("TRUNCATE TABLE fresh.events_raw");
        String rows =
                "INSERT INTO fresh.events_raw (org_id, stream, timestamp, event_id, kafka_partition, kafka_offset)"
                        + " SELECT 'acme', 's', fromUnixTimestamp64Milli(toUnixTimestamp64Milli(now64(3)) - number),"
                        + " toUUID(concat('00000000-0000-0000-0000-', leftPad(toString(number), 12, '0'))), number %% 2, number"
                        + " FROM numbers(%d, %d) SETTINGS deduplicate_insert = 'disable', insert_deduplicate = 0";
        CLICKHOUSE.execute(rows.formatted(0, 100));
        CLICKHOUSE.execute("INSERT INTO fresh.events_raw SELECT * FROM fresh.events_raw WHERE kafka_offset < 20"
                + " SETTINGS deduplicate_insert = 'disable', insert_deduplicate = 0");
        CLICKHOUSE.execute(rows.formatted(200, 50));

        RowCount count =
                new DuplicateCount(POOL, "fresh").of(Map.of(0, new OffsetRange(0, 99), 1, new OffsetRange(0, 49)));

        assertThat(count).isEqualTo(new RowCount(50 + 10 + 25 + 10, 50 + 25));
        assertThat(count.duplicates()).isEqualTo(20 / 95.0);
        assertThat(new DuplicateCount(POOL, "fresh").of(Map.of())).isEqualTo(new RowCount(0, 0));
    }

    private void report(TopicId topic, int partitions, Map<Integer, Instant> completeUntil) throws SQLException {
        table.report(new FreshnessReport("kafka/penstock.events", topic, partitions, completeUntil));
    }

    private static void insert(String org, String stream, int rows) {
        CLICKHOUSE.execute("INSERT INTO fresh.events_raw (org_id, stream, timestamp, event_id, received_at) SELECT '"
                + org + "', '" + stream + "', now64(3), generateUUIDv4(), now64(3) FROM numbers(" + rows + ")");
    }

    private static String completeUntil(String org, String stream) {
        return of("complete_until", org, stream);
    }

    private static String reason(String org, String stream) {
        return of("reason", org, stream);
    }

    private static String of(String column, String org, String stream) {
        return CLICKHOUSE.query("SELECT " + column + " FROM fresh.ingest_freshness WHERE org_id = '" + org
                + "' AND stream = '" + stream + "'");
    }
}
