package dev.penstock.writer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.ledger.LedgerRecord.WriterBatch;
import dev.penstock.model.topic.TopicId;
import dev.penstock.sink.audit.LedgerSums;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.LedgerInserts;
import dev.penstock.sink.ledger.LedgerRow;
import dev.penstock.sink.migrate.Migrations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The comparison that a writer makes by itself, on the real engine.
class LedgerWatchIT {

    // Not long ago: rows of the ledger go after 90 days.
    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(1));
    private static final long EVERY = Duration.ofSeconds(60).toNanos();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    // Behind whatever the watch has begun at.
    private long now = System.nanoTime() + Duration.ofHours(1).toNanos();
    private long offset;

    @Test
    void whatIsMissingOfSettledMinutesIsToldAndNoMinuteBeforeItIsSettled() throws Exception {
        try (TestingClickHouse clickHouse = TestingClickHouse.start()) {
            ClickHouseSettings settings = new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", "watch");
            new Migrations(settings).migrate();
            try (HikariDataSource pool = ClickHousePool.open(settings, 1, Duration.ofSeconds(10))) {
                LedgerInserts inserts = new LedgerInserts(settings, Duration.ofSeconds(10));
                LedgerWatch watch = new LedgerWatch(
                        new LedgerSums(pool, "watch"),
                        new LedgerLimits(Duration.ZERO, Duration.ofNanos(EVERY), Duration.ofMinutes(15)),
                        () -> true,
                        new LedgerMetrics(registry));
                insert(inserts, new EdgeMinute("e", "b", minute, true, List.of(count("accepted", 10, minute))));
                insert(inserts, new WriterBatch(new TopicId(1, 2), 0, 0, 9, List.of(count("stored", 7, minute))));

                complete(clickHouse, minute.plusSeconds(30));
                look(watch);
                assertThat(imbalance("missing")).isZero();

                complete(clickHouse, minute.plusSeconds(75));
                look(watch);
                assertThat(imbalance("missing")).isEqualTo(3);
                assertThat(imbalance("surplus")).isZero();

                insert(inserts, new WriterBatch(new TopicId(1, 2), 0, 0, 9, List.of(count("stored", 10, minute))));
                insert(inserts, new EdgeMinute("dead", "b", minute, false, List.of()));
                look(watch);
                assertThat(imbalance("missing")).isZero();
                assertThat(registry.get("penstock.writer.ledger.unknown")
                                .gauge()
                                .value())
                        .isEqualTo(1);

                clickHouse.execute("DROP TABLE watch.ledger_store");
                look(watch);
                assertThat(registry.get("penstock.writer.ledger.audits.failed")
                                .counter()
                                .count())
                        .isPositive();
            }
        }
    }

    // Asks until when all is settled, and compares once that is loaded.
    private void look(LedgerWatch watch) {
        now += EVERY;
        watch.whenDue(now);
        now += Duration.ofSeconds(3).toNanos();
        watch.whenDue(now);
    }

    private double imbalance(String side) {
        return registry.get("penstock.writer.ledger.imbalance")
                .tag("side", side)
                .gauge()
                .value();
    }

    private void insert(LedgerInserts inserts, LedgerRecord line) {
        assertThat(inserts.insert(List.of(new LedgerRow(line, minute, 0, offset++))))
                .isInstanceOf(InsertResult.Stored.class);
    }

    private static void complete(TestingClickHouse clickHouse, Instant until) {
        clickHouse.execute("INSERT INTO watch.freshness_partitions (source, topic_id, kafka_partition, partitions,"
                + " complete_until, reported_at) VALUES ('k', 't', 0, 1, fromUnixTimestamp64Milli(toInt64("
                + until.toEpochMilli() + "), 'UTC'), now64(3))");
    }

    private static LedgerCount count(String outcome, long events, Instant of) {
        return new LedgerCount("acme", "orders", outcome, "", events, 0, of);
    }
}
