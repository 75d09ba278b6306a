package dev.penstock.writer.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.batch.BatchLimits;
import dev.penstock.writer.batch.PartitionBuffer;
import dev.penstock.writer.health.PartitionObstacles;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.pressure.PartitionViews;
import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.settle.Settlement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PartitionWorkersTest {

    private static final TopicPartition ZERO = new TopicPartition("events", 0);
    private static final TopicPartition ONE = new TopicPartition("events", 1);

    // Two records are a batch, four are as many as a partition holds.
    private static final BatchLimits LIMITS = new BatchLimits(
            2, DataSize.ofKilobytes(10), Duration.ofHours(1), Duration.ofHours(1), DataSize.ofKilobytes(20));

    private static final int LEADER_EPOCH = 4;

    private final FailingConsumer consumer = new FailingConsumer();
    private final List<Settlement> begun = new ArrayList<>();
    private final List<CompletableFuture<Outcome>> attempts = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ConsumeMetrics metrics = new ConsumeMetrics(registry);
    private final PartitionViews views = new PartitionViews();
    private boolean schemaReady = true;

    private final PartitionWorkers workers = new PartitionWorkers(
            partition -> new PartitionWorker(
                    partition,
                    new PartitionBuffer(LIMITS),
                    this::begin,
                    new RetryPace(
                            new Backoff(Duration.ofNanos(2), Duration.ofNanos(2), RandomGenerator.getDefault()),
                            Duration.ofHours(1)),
                    new WorkerReports(partition, new PartitionObstacles()),
                    metrics,
                    InstantSource.fixed(Instant.EPOCH)),
            new EventsTopic("events", () -> CompletableFuture.completedFuture(new TopicId(1, 2))),
            () -> schemaReady,
            LIMITS,
            views,
            metrics);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
        workers.assigned(List.of(ZERO, ONE));
    }

    @Test
    void nothingIsCommittedBeforeItIsSettled() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        assertThat(begun).hasSize(1);
        assertThat(committed(ZERO)).isEmpty();

        settle(0, 11);
        workers.tick(consumer);

        assertThat(committed(ZERO)).contains(new OffsetAndMetadata(12, Optional.of(LEADER_EPOCH), ""));
        assertThat(rows("stored")).isEqualTo(2);
    }

    @Test
    void aPartitionHasOneBatchUnderWaySoThatWhatIsSettledHasNoHoles() {
        add(ZERO, 10, 11, 12, 13);
        workers.tick(consumer);
        workers.tick(consumer);
        assertThat(begun).hasSize(1);

        settle(0, 11);
        workers.tick(consumer);

        assertThat(begun).hasSize(2);
        assertThat(begun.get(1).batch().firstOffset()).isEqualTo(12);
    }

    @Test
    void onePartitionThatWaitsHoldsUpNoOther() {
        add(ZERO, 10, 11);
        add(ONE, 20, 21);
        workers.tick(consumer);
        attempts.get(0).complete(new Waiting(Obstacle.DEAD_LETTERS, "missing"));
        settle(1, 21);
        workers.tick(consumer);

        assertThat(committed(ZERO)).isEmpty();
        assertThat(committed(ONE)).map(OffsetAndMetadata::offset).contains(22L);
    }

    @Test
    void whatWaitsIsTriedAgainAsTheSameSettlement() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        attempts.get(0).complete(new Waiting(Obstacle.CLICKHOUSE, "clickhouse_241"));
        workers.tick(consumer);
        workers.tick(consumer);

        assertThat(begun).hasSize(2);
        assertThat(begun.get(1)).isSameAs(begun.get(0));
    }

    @Test
    void anAttemptThatBreaksIsMadeAnewFromTheSameRecords() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        attempts.get(0).completeExceptionally(new IllegalStateException("a defect"));
        workers.tick(consumer);
        workers.tick(consumer);

        assertThat(begun).hasSize(2);
        // What it left behind is not to be trusted.
        assertThat(begun.get(1)).isNotSameAs(begun.get(0));
        assertThat(begun.get(1).batch()).isEqualTo(begun.get(0).batch());
        assertThat(committed(ZERO)).isEmpty();
    }

    @Test
    void aBatchThatEndsEarlyLeavesItsRestToTheNext() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 10);
        add(ZERO, 12);
        workers.tick(consumer);

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(11L);
        assertThat(begun.get(1).batch().firstOffset()).isEqualTo(11);
        assertThat(begun.get(1).batch().lastOffset()).isEqualTo(12);
    }

    @Test
    void aPartitionThatHoldsEnoughIsPausedAndComesBack() {
        add(ZERO, 10, 11, 12, 13, 14, 15);
        workers.tick(consumer);
        assertThat(consumer.paused()).containsExactly(ZERO);

        settle(0, 11);
        workers.tick(consumer);

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void aProcessThatHoldsEnoughFetchesNothing() {
        ConsumerRecord<byte[], byte[]> large = record(ZERO, 10, 30_000);
        workers.add(new ConsumerRecords<>(Map.of(ZERO, List.of(large)), Map.of()));

        workers.tick(consumer);

        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
    }

    @Test
    void nothingIsInsertedIntoASchemaThatIsTooOld() {
        schemaReady = false;
        add(ZERO, 10, 11);
        workers.tick(consumer);
        assertThat(begun).isEmpty();

        schemaReady = true;
        workers.tick(consumer);

        assertThat(begun).hasSize(1);
    }

    @Test
    void aRevokedPartitionIsCommittedWhenItsInsertEndsInTime() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 11);

        workers.revoked(consumer, List.of(ZERO), Duration.ofSeconds(1));

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(12L);
    }

    @Test
    void aRevokedPartitionWhoseInsertDoesNotEndIsLeftToTheNextOwner() {
        add(ZERO, 10, 11);
        workers.tick(consumer);

        workers.revoked(consumer, List.of(ZERO), Duration.ofMillis(10));
        settle(0, 11);
        workers.tick(consumer);

        assertThat(committed(ZERO)).isEmpty();
        assertThat(registry.get("penstock.writer.abandoned").counter().count()).isEqualTo(1);
    }

    @Test
    void nothingIsCommittedForALostPartition() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 11);

        workers.lost(List.of(ZERO));
        workers.tick(consumer);

        assertThat(committed(ZERO)).isEmpty();
    }

    @Test
    void anUnexpectedErrorReadsAgainFromWhatIsSettled() {
        add(ZERO, 10, 11, 12);
        workers.tick(consumer);
        settle(0, 11);
        workers.tick(consumer);

        workers.rewind(consumer, new IllegalStateException("a defect"));

        assertThat(consumer.position(ZERO)).isEqualTo(12);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
    }

    @Test
    void anErrorBeforeAnythingIsSettledReadsAgainFromTheFirstRecord() {
        add(ZERO, 10, 11);
        add(ONE, 20);

        workers.rewind(consumer, new IllegalStateException("a defect"));

        assertThat(consumer.position(ZERO)).isEqualTo(10);
        assertThat(consumer.position(ONE)).isEqualTo(20);
    }

    @Test
    void aCommitThatFailsIsMadeLaterAndCountedOnce() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 11);
        consumer.failing = true;
        workers.tick(consumer);
        assertThat(rows("stored")).isZero();

        consumer.failing = false;
        workers.tick(consumer);
        workers.tick(consumer);

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(12L);
        assertThat(rows("stored")).isEqualTo(2);
    }

    @Test
    void anAttemptThatHasNotBegunWhenItsPartitionGoesNeverDoes() {
        add(ZERO, 10, 11);
        workers.tick(consumer);

        workers.lost(List.of(ZERO));

        assertThat(attempts.getFirst()).isCancelled();
    }

    @Test
    void anUnexpectedErrorReadsAgainAlthoughAPartitionIsNotOursAnyMore() {
        add(ZERO, 10, 11);
        add(ONE, 20, 21);
        consumer.assign(List.of(ONE));

        workers.rewind(consumer, new IllegalStateException("a defect"));

        assertThat(consumer.position(ONE)).isEqualTo(20);
    }

    private Future<Outcome> begin(Settlement settlement) {
        begun.add(settlement);
        CompletableFuture<Outcome> attempt = new CompletableFuture<>();
        attempts.add(attempt);
        return attempt;
    }

    private void settle(int attempt, long through) {
        long first = begun.get(attempt).batch().firstOffset();
        attempts.get(attempt).complete(new Settled(through, LEADER_EPOCH, (int) (through - first + 1), List.of()));
    }

    private void add(TopicPartition place, long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset : offsets) {
            records.add(record(place, offset, 1));
        }
        workers.add(new ConsumerRecords<>(Map.of(place, records), Map.of()));
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition place, long offset, int size) {
        return new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                -1,
                size,
                null,
                new byte[size],
                new RecordHeaders(),
                Optional.of(LEADER_EPOCH));
    }

    private Optional<OffsetAndMetadata> committed(TopicPartition place) {
        return Optional.ofNullable(consumer.committed(Set.of(place)).get(place));
    }

    private static final class FailingConsumer extends MockConsumer<byte[], byte[]> {

        boolean failing;

        FailingConsumer() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (failing) {
                throw new KafkaException("coordinator away");
            }
            super.commitSync(offsets, timeout);
        }
    }

    private double rows(String outcome) {
        return registry.get("penstock.writer.rows")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
