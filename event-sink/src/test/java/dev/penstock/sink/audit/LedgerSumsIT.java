package dev.penstock.sink.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.event.EventId;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.ledger.LedgerRecord.WriterBatch;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.audit.LedgerSums.OpenMinute;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.LedgerInserts;
import dev.penstock.sink.ledger.LedgerRow;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The ledger as the real engine keeps it and adds it up.
class LedgerSumsIT {

    // Not long ago: rows of the ledger go after 90 days.
    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(1));
    private static final TopicId EVENTS = new TopicId(1, 2);

    private static TestingClickHouse clickHouse;
    private static HikariDataSource pool;
    private static LedgerInserts inserts;
    private static LedgerSums sums;

    private long offset;

    @BeforeAll
    static void start() throws SQLException {
        clickHouse = TestingClickHouse.start();
        ClickHouseSettings settings = new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", "ledger");
        new Migrations(settings).migrate();
        pool = ClickHousePool.open(settings, 2, Duration.ofSeconds(30));
        inserts = new LedgerInserts(settings, Duration.ofSeconds(30));
        sums = new LedgerSums(pool, "ledger");
    }

    @AfterAll
    static void stop() {
        pool.close();
        clickHouse.close();
    }

    @BeforeEach
    void clear() {
        clickHouse.execute("TRUNCATE TABLE ledger.ledger_store");
        clickHouse.execute("TRUNCATE TABLE ledger.events_raw");
        clickHouse.execute("TRUNCATE TABLE ledger.dead_letters_store");
    }

    @Test
    void theLastLineOfAKeyCountsAndAnOpenMinuteIsTold() throws SQLException {
        insert(new EdgeMinute("e1", "b1", minute, false, List.of()));
        insert(new EdgeMinute("e1", "b1", minute, false, List.of(count("accepted", 3))));
        insert(new EdgeMinute("e1", "b1", minute, true, List.of(count("accepted", 5), count("unknown", 1))));
        insert(new EdgeMinute("e2", "b1", minute, true, List.of(count("accepted", 2), count("shed", 9))));
        insert(new EdgeMinute("e2", "b1", minute.plusSeconds(60), false, List.of()));
        WriterBatch batch = new WriterBatch(EVENTS, 0, 10, 16, List.of(count("stored", 6), count("parked", 1)));
        insert(batch);
        // Loaded again, and settled again: the same batch.
        insert(batch);
        insert(batch);

        LedgerSums.Sums found = sums.between(minute.minusSeconds(60), minute.plusSeconds(120), null);

        assertThat(found.judged()).containsExactly(new MinuteSums("acme", minute, 7, 1, 9, 6, 0, 1, 0, false));
        assertThat(found.open()).containsExactly(new OpenMinute("e2", "b1", minute.plusSeconds(60)));
        assertThat(sums.between(minute.plusSeconds(60), minute.plusSeconds(120), null)
                        .judged())
                .isEmpty();
        assertThat(sums.between(minute, minute.plusSeconds(60), "beta").judged())
                .isEmpty();
        assertThat(sums.loaded()).isEqualTo(Map.of(0, offset - 1));
    }

    @Test
    void aBatchOfOtherBordersTakesThePlaceOfWhatItCovers() throws SQLException {
        insert(new WriterBatch(EVENTS, 0, 0, 4, List.of(count("stored", 5))));
        insert(new WriterBatch(EVENTS, 0, 5, 9, List.of(count("stored", 5))));
        insert(new WriterBatch(EVENTS, 0, 0, 9, List.of(count("stored", 9), count("dead_lettered", 1))));
        insert(new WriterBatch(EVENTS, 1, 0, 0, List.of(count("stored", 1))));

        assertThat(sums.between(minute, minute.plusSeconds(60), null).judged())
                .containsExactly(new MinuteSums("acme", minute, 0, 0, 0, 10, 1, 0, 0, false));
        assertThat(BatchLine.inForce(sums.batches(EVENTS.toString(), 0, 3, 4)))
                .extracting(BatchLine::first, BatchLine::last)
                .containsExactly(tuple(0L, 9L));
    }

    @Test
    void whatIsStoredIsFoundByItsOffsetAndByItsEvent() throws SQLException {
        EventId id = new EventId(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L);
        clickHouse.execute("INSERT INTO ledger.events_raw (org_id, stream, timestamp, event_id, received_at,"
                + " kafka_partition, kafka_offset) VALUES ('acme', 'clicks', now64(3), '" + id
                + "', now64(3), 1, 7)");
        clickHouse.execute("INSERT INTO ledger.dead_letters_store (org_id, source_topic_id, source_partition,"
                + " source_offset, first_seen, last_seen) VALUES ('acme', '" + EVENTS
                + "', 1, 9, now64(3), now64(3))");
        StoredOffsets stored = new StoredOffsets(pool, "ledger");

        assertThat(stored.inTables(1, 5, 10).stream()).containsExactly(2);
        assertThat(stored.inTables(0, 5, 10).stream()).isEmpty();
        assertThat(stored.inLetters(EVENTS.toString(), 1, 5, 10).stream()).containsExactly(4);
        assertThat(stored.events(new OrgId("acme"), List.of(id, new EventId(1, 2))))
                .isEqualTo(Set.of(id));
        assertThat(stored.events(new OrgId("beta"), List.of(id))).isEmpty();
    }

    private void insert(LedgerRecord line) {
        assertThat(inserts.insert(List.of(new LedgerRow(line, minute.plusSeconds(30), 0, offset++))))
                .isInstanceOf(InsertResult.Stored.class);
    }

    private LedgerCount count(String outcome, long events) {
        return new LedgerCount("acme", "orders", outcome, "", events, 0, minute);
    }
}
