package dev.penstock.writer.ledger;

import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.wire.LedgerCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.ledger.LedgerRow;
import dev.penstock.writer.insert.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes lines from one consumer to ClickHouse, as long as it lives, and polls in between, so that an outage of any
/// length never costs the partitions.
///
/// Committed is what is inserted. A line that is inserted again, by whomever, takes the place of itself, so nothing has
/// to be known of who did what before.
///
/// Not thread-safe: the thread that polls owns it, and what it throws ends the consumer.
final class LedgerFlow implements ConsumerRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(LedgerFlow.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration COMMIT = Duration.ofSeconds(5);

    // An insert that is worth it, and all that is held: a line is some hundred bytes, and a megabyte at most.
    private static final int MOST_LINES = 2_000;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Consumer<byte[], byte[]> consumer;
    private final Tools tools;
    private final List<LedgerRow> held = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();

    private long heldBytes;
    private long heldSince;
    private long notBefore = System.nanoTime();
    private int failures;
    private boolean halted;

    LedgerFlow(Consumer<byte[], byte[]> consumer, Tools tools) {
        this.consumer = consumer;
        this.tools = tools;
    }

    /// Polls once, and inserts when it is time.
    void turn() {
        boolean full = held.size() >= MOST_LINES || heldBytes >= MOST_BYTES;
        if (full) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        long now = System.nanoTime();
        boolean due = full || now - heldSince >= tools.linger().toNanos();
        if (!ends.isEmpty() && due && now - notBefore >= 0) {
            load();
        }
        tools.metrics().unread(unread());
    }

    /// Whether every line that is known of is loaded, and this is the one loader of all that looks them over.
    boolean isAtEnd() {
        return ends.isEmpty()
                && consumer.assignment().stream().anyMatch(place -> place.partition() == 0)
                && consumer.assignment().stream()
                        .allMatch(place -> consumer.currentLag(place).orElse(1) == 0);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        log.atInfo().addKeyValue("count", assigned.size()).log("partitions of the ledger taken over");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        // The next owner reads them again.
        held.removeIf(row -> revoked.stream().anyMatch(place -> place.partition() == row.partition()));
        revoked.forEach(ends::remove);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (ends.isEmpty()) {
            heldSince = System.nanoTime();
            heldBytes = 0;
        }
        ends.put(
                new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        heldBytes += Math.max(0, record.serializedValueSize());
        try {
            Optional<LedgerRecord> line =
                    record.value() == null ? Optional.empty() : LedgerCodec.decode(record.value());
            if (line.isPresent()) {
                held.add(new LedgerRow(
                        line.get(), Instant.ofEpochMilli(record.timestamp()), record.partition(), record.offset()));
                return;
            }
        } catch (MalformedRecordException e) {
            log.atDebug().setCause(e).log("a record of the ledger cannot be read");
        }
        skip(record.partition(), record.offset());
    }

    private void load() {
        if (!tools.schemaSufficient().getAsBoolean()) {
            wait("schema", tools.backoff().after(++failures));
            return;
        }
        switch (held.isEmpty() ? new InsertResult.Stored(0) : store(List.copyOf(held))) {
            case InsertResult.Stored stored -> commit();
            case InsertResult.Retry retry ->
                wait(retry.reason(), tools.backoff().after(++failures));
            case InsertResult.Schema schema -> halt(schema.reason());
            case InsertResult.Halt halt -> halt(halt.reason());
            case InsertResult.Poison poison -> halt("clickhouse_" + poison.code());
            case InsertResult.TooLarge large -> halt("too_large");
        }
    }

    // Halves what is refused until the one line is found that nobody can store, which is left out.
    private InsertResult store(List<LedgerRow> rows) {
        InsertResult result = tools.inserts().apply(rows);
        boolean refused = result instanceof InsertResult.Poison || result instanceof InsertResult.TooLarge;
        if (!refused) {
            return result;
        }
        if (rows.size() == 1) {
            skip(rows.getFirst().partition(), rows.getFirst().offset());
            return new InsertResult.Stored(0);
        }
        InsertResult first = store(rows.subList(0, rows.size() / 2));
        return first instanceof InsertResult.Stored ? store(rows.subList(rows.size() / 2, rows.size())) : first;
    }

    private void commit() {
        try {
            consumer.commitSync(Map.copyOf(ends), COMMIT);
        } catch (RetriableException | RebalanceInProgressException e) {
            tools.metrics().kafkaFailed();
            notBefore = System.nanoTime() + tools.backoff().after(++failures).toNanos();
            return;
        }
        if (halted || failures > 0) {
            log.atInfo().log("the ledger is loaded again");
        }
        tools.metrics().loaded(held.size());
        tools.metrics().halted(false);
        halted = false;
        failures = 0;
        held.clear();
        ends.clear();
    }

    private void wait(String reason, Duration pause) {
        tools.metrics().clickHouseFailed();
        if (failures == 1) {
            log.atWarn().addKeyValue("reason", reason).log("the ledger cannot be loaded yet, will retry");
        }
        notBefore = System.nanoTime() + pause.toNanos();
    }

    private void halt(String reason) {
        tools.metrics().clickHouseFailed();
        tools.metrics().halted(true);
        if (!halted) {
            log.atError().addKeyValue("reason", reason).log("the ledger is not loaded until somebody acts");
        }
        halted = true;
        notBefore = System.nanoTime() + tools.haltedBackoff().toNanos();
    }

    private void skip(int partition, long offset) {
        tools.metrics().skipped();
        log.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset)
                .log("a line of the ledger cannot be loaded, left it in its topic");
    }

    private long unread() {
        long unread = held.size();
        for (TopicPartition place : consumer.assignment()) {
            unread += consumer.currentLag(place).orElse(0);
        }
        return unread;
    }

    /// What lines are loaded with.
    ///
    /// @param inserts inserts rows once, all or none
    record Tools(
            Function<List<LedgerRow>, InsertResult> inserts,
            BooleanSupplier schemaSufficient,
            Duration linger,
            Backoff backoff,
            Duration haltedBackoff,
            LedgerMetrics metrics) {}
}
