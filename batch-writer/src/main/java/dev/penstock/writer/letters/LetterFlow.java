package dev.penstock.writer.letters;

import dev.penstock.writer.intent.CommitNote;
import dev.penstock.writer.intent.Intent;
import dev.penstock.writer.letters.LetterStarts.Beginning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes letters from one consumer to ClickHouse, as long as it lives: a batch of one partition at a time, an insert at
/// a time, and a poll in between, so that an outage of any length never costs the partitions.
///
/// As for events, a batch's end is committed beside its first offset before its insert: who takes the partition over
/// after a crash makes the same batch, so the same bytes, which ClickHouse knows by their token.
///
/// Not thread-safe: the thread that polls owns it, and what it throws ends the consumer.
final class LetterFlow implements ConsumerRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(LetterFlow.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration COMMIT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final LetterStarts starts;
    private final LettersLimits limits;
    private final LetterWork.Tools tools;
    private final LettersMetrics metrics;

    // Those assigned: first fresh, then, once it is known where they begin, with their letters.
    private final Set<Integer> fresh = new TreeSet<>();
    private final Map<Integer, PartitionLetters> partitions = new TreeMap<>();

    private @Nullable LetterWork work;

    LetterFlow(
            Consumer<byte[], byte[]> consumer,
            String topic,
            LetterStarts starts,
            LettersLimits limits,
            LetterWork.Tools tools,
            LettersMetrics metrics) {
        this.consumer = consumer;
        this.topic = topic;
        this.starts = starts;
        this.limits = limits;
        this.tools = tools;
        this.metrics = metrics;
    }

    /// Polls once, and does what is due.
    void turn() {
        hold();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTime())) {
            take(record);
        }
        for (int partition : List.copyOf(fresh)) {
            begin(partition);
        }
        if (work == null) {
            work = cut();
        }
        LetterWork current = work;
        if (current != null && current.due(System.nanoTime())) {
            advance(current);
        }
    }

    /// Tells whether nothing is under way.
    boolean idle() {
        return work == null;
    }

    /// Tells whether this is the one loader of all that looks after the letters in the table.
    boolean first() {
        return partitions.containsKey(0);
    }

    /// Letters in Kafka that are not loaded, as far as is known.
    long unread() {
        long unread = work == null ? 0 : work.batch().records().size();
        for (Map.Entry<Integer, PartitionLetters> partition : partitions.entrySet()) {
            unread += partition.getValue().size()
                    + consumer.currentLag(place(partition.getKey())).orElse(0);
        }
        return unread;
    }

    /// When the oldest letter that is held was written; empty when none is.
    Optional<Instant> oldest() {
        if (work != null) {
            return Optional.of(
                    Instant.ofEpochMilli(work.batch().records().getFirst().timestamp()));
        }
        return partitions.values().stream()
                .flatMap(letters -> letters.oldest().stream())
                .min(Instant::compareTo);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        // Nothing is read before Kafka has said where it begins.
        consumer.pause(assigned);
        assigned.forEach(place -> fresh.add(place.partition()));
        if (!assigned.isEmpty()) {
            log.atInfo().addKeyValue("count", assigned.size()).log("partitions of dead letters taken over");
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        for (TopicPartition place : revoked) {
            fresh.remove(place.partition());
            partitions.remove(place.partition());
            // What is under way is begun again by the next owner, as the same batch.
            if (work != null && work.batch().partition() == place.partition()) {
                work = null;
            }
        }
    }

    private Duration pollTime() {
        LetterWork current = work;
        if (current == null) {
            return POLL;
        }
        Duration wait = current.untilDue(System.nanoTime());
        return wait.compareTo(POLL) < 0 ? wait : POLL;
    }

    // Fetches nothing more while a batch is under way, or enough is held for one.
    private void hold() {
        boolean enough = work != null || held() >= limits.size().toBytes();
        List<TopicPartition> paused = new ArrayList<>();
        List<TopicPartition> resumed = new ArrayList<>();
        partitions.forEach((partition, letters) -> {
            boolean rest = work != null || (enough && !letters.rebuilding());
            (rest ? paused : resumed).add(place(partition));
        });
        consumer.pause(paused);
        consumer.resume(resumed);
    }

    private long held() {
        return partitions.values().stream().mapToLong(PartitionLetters::bytes).sum();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        @Nullable PartitionLetters letters = partitions.get(record.partition());
        // A fresh one is paused, and sought once it is known where it begins.
        if (letters != null) {
            lost(letters.add(record, System.nanoTime()));
        }
    }

    private void begin(int partition) {
        Beginning beginning = starts.of(consumer, place(partition));
        beginning
                .start()
                .broken()
                .ifPresent(
                        why -> log.atWarn()
                                .addKeyValue("partition", partition)
                                .addKeyValue("reason", why.tag())
                                .log(
                                        "dead letters cannot be read on from where they were committed, reading from the log's start"));
        beginning
                .start()
                .discarded()
                .ifPresent(
                        why -> log.atInfo()
                                .addKeyValue("partition", partition)
                                .addKeyValue("reason", why.tag())
                                .log(
                                        "a batch of dead letters that was begun cannot be made again, reading them as any others"));
        lost(beginning.start().lost());
        long offset = beginning.start().offset();
        @Nullable Intent rebuild = beginning.start().rebuild().orElse(null);
        consumer.seek(place(partition), offset);
        partitions.put(partition, new PartitionLetters(beginning.topic(), offset, rebuild));
        fresh.remove(partition);
    }

    private void lost(long count) {
        if (count > 0) {
            metrics.lost(count);
            log.atError().addKeyValue("letters", count).log("dead letters were deleted before they were loaded");
        }
    }

    private @Nullable LetterWork cut() {
        long now = System.nanoTime();
        for (PartitionLetters letters : partitions.values()) {
            Optional<LetterBatch> batch = letters.cut(limits, now);
            if (batch.isPresent()) {
                return new LetterWork(batch.get(), tools, now);
            }
        }
        return null;
    }

    private void advance(LetterWork current) {
        LetterBatch batch = current.batch();
        switch (current.stage()) {
            case READ -> current.read(System.nanoTime());
            case INTENT -> {
                // No time of an attempt makes the rows, but the rules of a revision do.
                Intent intent = new Intent(batch.lastOffset(), Instant.EPOCH, current.revision(), batch.topic());
                if (commit(current, batch.records().getFirst(), batch.firstOffset(), intent.text())) {
                    current.begun();
                }
            }
            case INSERT -> current.insert();
            case COMMIT -> {
                CommitNote.Mark mark = new CommitNote.Mark(batch.topic());
                if (commit(current, batch.records().getLast(), batch.lastOffset() + 1, mark.text())) {
                    current.committed();
                    work = null;
                }
            }
        }
    }

    // Waits for Kafka, for this thread has nothing else to do.
    private boolean commit(LetterWork current, ConsumerRecord<byte[], byte[]> witness, long offset, String note) {
        OffsetAndMetadata committed = new OffsetAndMetadata(offset, witness.leaderEpoch(), note);
        try {
            consumer.commitSync(Map.of(place(witness.partition()), committed), COMMIT);
            return true;
        } catch (RetriableException | RebalanceInProgressException e) {
            current.notCommitted(e.getClass().getSimpleName());
            return false;
        }
    }

    private TopicPartition place(int partition) {
        return new TopicPartition(topic, partition);
    }
}
