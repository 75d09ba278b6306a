package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.model.wire.RedriveHeaders;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.pressure.PartitionViews;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All partitions this writer has, and their consumer. Nothing here waits for ClickHouse, so the consumer is polled
/// and stays in its group however long an outage is.
///
/// Not thread-safe: the thread that polls owns it.
final class PartitionWorkers {

    private static final Logger log = LoggerFactory.getLogger(PartitionWorkers.class);

    private static final String TRACE_PARENT = "traceparent";

    private static final Duration COMMIT = Duration.ofSeconds(5);

    private static final Duration AFTER_REWIND = Duration.ofSeconds(1);

    private final IntFunction<PartitionWorker> newWorker;
    private final EventsTopic topic;
    private final PartitionStarts starts;
    private final BooleanSupplier mayInsert;
    private final BatchPace pace;
    private final PartitionViews views;
    private final ConsumeMetrics metrics;

    private final Map<Integer, PartitionWorker> workers = new TreeMap<>();
    private final Set<Integer> paused = new HashSet<>();
    private boolean full;
    private boolean commitFailing;
    private @Nullable Long pausedUntil;

    PartitionWorkers(
            IntFunction<PartitionWorker> newWorker,
            EventsTopic topic,
            PartitionStarts starts,
            BooleanSupplier mayInsert,
            BatchPace pace,
            PartitionViews views,
            ConsumeMetrics metrics) {
        this.newWorker = newWorker;
        this.topic = topic;
        this.starts = starts;
        this.mayInsert = mayInsert;
        this.pace = pace;
        this.views = views;
        this.metrics = metrics;
    }

    /// Takes partitions over. They are read as soon as Kafka has said where they begin, and what was under way.
    void assigned(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition place : partitions) {
            workers.put(place.partition(), newWorker.apply(place.partition()));
            paused.add(place.partition());
        }
        consumer.pause(partitions);
        topic.forget();
        starts.forget();
        log.atInfo().addKeyValue("partitions", numbers(partitions)).log("partitions assigned");
    }

    /// Takes records over. They are of partitions that were assigned, in the order of their offsets.
    void add(ConsumerRecords<byte[], byte[]> records) {
        long now = System.nanoTime();
        for (TopicPartition place : records.partitions()) {
            PartitionWorker worker = workers.get(place.partition());
            if (worker == null || !worker.started()) {
                // Read before it is known where to begin; they are read again from there.
                continue;
            }
            metrics.consumed(records.records(place).size());
            for (ConsumerRecord<byte[], byte[]> record : records.records(place)) {
                SourceRecord taken = new SourceRecord(
                        record.offset(),
                        record.leaderEpoch().orElse(-1),
                        record.timestamp(),
                        record.value(),
                        traceParent(record),
                        attempt(record),
                        now);
                OptionalLong lifted = fromRevision(record);
                worker.add(lifted.isPresent() ? taken.lifted() : taken, lifted);
            }
        }
    }

    // The edge's, and only where it traces the request: mostly there is no header at all.
    private static @Nullable String traceParent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(TRACE_PARENT);
        byte[] value = header == null ? null : header.value();
        return value == null ? null : new String(value, StandardCharsets.US_ASCII);
    }

    // One of a dead letter that was sent here again says it.
    private static int attempt(ConsumerRecord<byte[], byte[]> record) {
        Header again = record.headers().lastHeader(RedriveHeaders.ATTEMPT);
        return again == null || again.value() == null ? 1 : RedriveHeaders.attempt(again.value());
    }

    // Events that were parked, or dead letters, come back with it.
    private static OptionalLong fromRevision(ConsumerRecord<byte[], byte[]> record) {
        Header lifted = record.headers().lastHeader(ParkedHeaders.LIFTED_AT);
        return lifted == null || lifted.value() == null ? OptionalLong.empty() : ParkedHeaders.liftedAt(lifted.value());
    }

    /// Does all that is due. Called before every poll, so several times a second, whether records come or not.
    ///
    /// @throws WakeupException when the consumer was told to wake up; what was to be committed is
    void tick(Consumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        TopicId id = workers.isEmpty() ? null : topic.id(now);
        if (id != null) {
            restartAllBut(id);
        }
        start(consumer, now);
        boolean insert = mayInsert.getAsBoolean();
        workers.values().forEach(worker -> worker.advance(now, insert));
        if (commit(consumer)) {
            throw new WakeupException();
        }
        workers.values().forEach(worker -> worker.begin(now, insert));
        pauseAndResume(consumer, now);
        workers.values().forEach(worker -> views.show(worker.view()));
    }

    /// Lets partitions go after their running inserts, or after the deadline without them.
    void revoked(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        for (TopicPartition place : partitions) {
            PartitionWorker worker = workers.get(place.partition());
            if (worker != null) {
                worker.drain(until);
            }
        }
        for (TopicPartition place : partitions) {
            PartitionWorker worker = workers.get(place.partition());
            if (worker != null) {
                // The last thing that is told of it, and the next owner cannot tell.
                views.show(worker.view());
            }
        }
        try {
            commit(consumer);
        } finally {
            remove(partitions);
        }
        log.atInfo().addKeyValue("partitions", numbers(partitions)).log("partitions revoked");
    }

    /// Lets partitions go that are another writer's already: nothing may be committed for them.
    void lost(Collection<TopicPartition> partitions) {
        remove(partitions);
        log.atWarn().addKeyValue("partitions", numbers(partitions)).log("partitions lost");
    }

    /// Lets all partitions go, at the end.
    void stop(Consumer<byte[], byte[]> consumer, Duration deadline) {
        List<TopicPartition> all = new ArrayList<>();
        workers.keySet().forEach(partition -> all.add(place(partition)));
        revoked(consumer, all, deadline);
    }

    /// Drops what is not settled and reads it again, after a pause. Skips nothing.
    void rewind(Consumer<byte[], byte[]> consumer, Exception cause) {
        metrics.rewound();
        log.atError().setCause(cause).log("an unexpected error, reading again from what is settled");
        // To seek in a partition that is not ours is an error, and would keep the others from being read again.
        Set<TopicPartition> ours = consumer.assignment();
        remove(workers.keySet().stream()
                .map(this::place)
                .filter(place -> !ours.contains(place))
                .toList());
        workers.forEach(
                (partition, worker) -> worker.rewind().ifPresent(offset -> consumer.seek(place(partition), offset)));
        pausedUntil = System.nanoTime() + AFTER_REWIND.toNanos();
        pauseAndResume(consumer, System.nanoTime());
    }

    // A topic that was deleted and made anew while we had it: its offsets are other records.
    private void restartAllBut(TopicId id) {
        for (PartitionWorker worker : workers.values()) {
            TopicId read = worker.topic();
            if (read != null && !read.equals(id)) {
                worker.restart();
                starts.forget();
            }
        }
    }

    private void start(Consumer<byte[], byte[]> consumer, long now) {
        List<Integer> waiting = new ArrayList<>();
        workers.forEach((partition, worker) -> {
            if (!worker.started()) {
                waiting.add(partition);
            }
        });
        if (waiting.isEmpty()) {
            return;
        }
        starts.of(waiting, now).forEach((partition, facts) -> {
            PartitionWorker worker = workers.get(partition);
            if (worker != null && !worker.started()) {
                consumer.seek(place(partition), worker.start(facts));
            }
        });
    }

    // True when somebody wanted the consumer to wake up, which is not said twice.
    private boolean commit(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        workers.forEach(
                (partition, worker) -> worker.committable().ifPresent(offset -> offsets.put(place(partition), offset)));
        if (offsets.isEmpty()) {
            return false;
        }
        boolean woken = false;
        try {
            try {
                consumer.commitSync(offsets, COMMIT);
            } catch (WakeupException e) {
                // The container is stopping. Whether it was committed is not known; to do it twice is as good.
                woken = true;
                consumer.commitSync(offsets, COMMIT);
            }
            offsets.forEach((place, offset) -> {
                PartitionWorker worker = workers.get(place.partition());
                if (worker != null) {
                    worker.committed(offset);
                }
            });
            commitFailing = false;
        } catch (KafkaException e) {
            // The rows are stored: the offset is committed later, or the next owner stores them again.
            if (!commitFailing) {
                log.atWarn().setCause(e).log("offsets could not be committed, will try again");
            }
            commitFailing = true;
        }
        return woken;
    }

    private void pauseAndResume(Consumer<byte[], byte[]> consumer, long now) {
        long held = workers.values().stream().mapToLong(PartitionWorker::bytes).sum();
        long most = pace.limits().mostBuffered();
        // Room for more than a record before fetching begins again, or it would begin and end all the time.
        full = held >= most || (full && held > most / 4 * 3);
        Long until = pausedUntil;
        boolean halted = until != null && now - until < 0;
        boolean all = full || halted;
        Integer exempt = full && !halted ? firstRebuilding() : null;
        workers.forEach((partition, worker) -> {
            boolean pause = (all && !partition.equals(exempt)) || worker.full() || !worker.started();
            if (pause && paused.add(partition)) {
                consumer.pause(Set.of(place(partition)));
            } else if (!pause && paused.remove(partition)) {
                consumer.resume(Set.of(place(partition)));
            }
        });
        views.buffers(full, now);
        pace.partitions(workers.size());
        metrics.holding(held, paused.size(), workers.size());
    }

    // A batch that was begun before has to be read to its end before any of it can be let go of: without room left,
    // one partition after the other does.
    private @Nullable Integer firstRebuilding() {
        return workers.entrySet().stream()
                .filter(entry -> entry.getValue().rebuilding())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private void remove(Collection<TopicPartition> partitions) {
        for (TopicPartition place : partitions) {
            PartitionWorker worker = workers.remove(place.partition());
            if (worker != null) {
                worker.gone();
            }
            paused.remove(place.partition());
            views.remove(place.partition());
        }
    }

    private TopicPartition place(int partition) {
        return new TopicPartition(topic.name(), partition);
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}
