package dev.penstock.writer.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.writer.batch.BatchLimits;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.batch.PartitionBuffer;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.batch.Trigger;
import dev.penstock.writer.control.ScriptedRevisions;
import dev.penstock.writer.fuse.Halting;
import dev.penstock.writer.fuse.Trip;
import dev.penstock.writer.health.PartitionObstacles;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.intent.CommitNote;
import dev.penstock.writer.intent.Intent;
import dev.penstock.writer.intent.PartitionFacts;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import dev.penstock.writer.pressure.PartitionViews;
import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Outcome.Blown;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Undecided;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.settle.Settlement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PartitionWorkersTest {

    private static final TopicPartition ZERO = new TopicPartition("events", 0);
    private static final TopicPartition ONE = new TopicPartition("events", 1);

    private static final StreamName CLICKS = new StreamName("clicks");

    private static final TopicId TOPIC = new TopicId(1, 2);
    private static final TopicId OTHER = new TopicId(3, 4);
    private static final String MARK = new CommitNote.Mark(TOPIC).text();
    private static final Instant THEN = Instant.ofEpochMilli(77);

    // Two records are a batch, four are as many as a partition holds.
    private static final BatchLimits LIMITS = new BatchLimits(
            2, DataSize.ofKilobytes(10), Duration.ofHours(1), Duration.ofHours(1), DataSize.ofKilobytes(20));

    private static final BatchPace PACE = new BatchPace(LIMITS);

    private static final int LEADER_EPOCH = 4;

    // The revision of the control topic that is known, unless a test says otherwise.
    private static final long NOW = 7;

    private final FailingConsumer consumer = new FailingConsumer();
    private final List<Settlement> begun = new ArrayList<>();
    private final List<CompletableFuture<Outcome>> attempts = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ConsumeMetrics metrics = new ConsumeMetrics(registry);
    private final PartitionViews views = new PartitionViews();
    private final PartitionObstacles obstacles = new PartitionObstacles();
    private final ScriptedRevisions revisions = new ScriptedRevisions();
    private final List<String> halted = new ArrayList<>();
    private final Halting halting = (stream, revision, reason) -> halted.add(stream + "@" + revision + ": " + reason);
    private boolean schemaReady = true;
    private TopicId topic = TOPIC;
    private final Map<Integer, PartitionFacts> facts = new HashMap<>(Map.of(
            0, new PartitionFacts(TOPIC, 10, 1_000, Optional.empty()),
            1, new PartitionFacts(TOPIC, 20, 1_000, Optional.empty())));

    private final PartitionWorkers workers = new PartitionWorkers(
            partition -> new PartitionWorker(
                    partition,
                    new PartitionBuffer(PACE),
                    this::begin,
                    new RetryPace(
                            new Backoff(Duration.ofNanos(2), Duration.ofNanos(2), RandomGenerator.getDefault()),
                            Duration.ofHours(1)),
                    revisions,
                    halting,
                    new WorkerReports(partition, obstacles),
                    metrics,
                    InstantSource.fixed(Instant.EPOCH)),
            new EventsTopic("events", () -> CompletableFuture.completedFuture(topic)),
            new PartitionStarts(this::facts),
            () -> schemaReady,
            PACE,
            views,
            metrics);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
        assignAndStart();
    }

    private void assignAndStart() {
        workers.assigned(consumer, List.of(ZERO, ONE));
        workers.tick(consumer);
    }

    @Test
    void nothingIsCommittedBeforeItIsSettled() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        assertThat(begun).hasSize(1);
        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(10L);

        settle(0, 11);
        workers.tick(consumer);

        assertThat(committed(ZERO)).contains(new OffsetAndMetadata(12, Optional.of(LEADER_EPOCH), MARK));
        assertThat(rows("stored")).isEqualTo(2);
    }

    @Test
    void theIntentIsCommittedBeforeTheInsertBegins() {
        add(ZERO, 10, 11);
        consumer.failing = true;
        workers.tick(consumer);
        workers.tick(consumer);
        assertThat(begun).isEmpty();

        consumer.failing = false;
        workers.tick(consumer);

        assertThat(begun).hasSize(1);
        Intent intent = new Intent(11, Instant.EPOCH, NOW, TOPIC);
        assertThat(committed(ZERO)).contains(new OffsetAndMetadata(10, intent.text()));
        assertThat(rows("stored")).isZero();
    }

    @Test
    void aWriterThatIsWokenUpCommitsFirstAndSaysSo() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 11);
        add(ZERO, 12, 13);
        consumer.woken = true;

        assertThatThrownBy(() -> workers.tick(consumer)).isInstanceOf(WakeupException.class);

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(12L);
        assertThat(begun).hasSize(1);
        workers.tick(consumer);
        assertThat(begun).hasSize(2);
    }

    @Test
    void aWriterThatIsWokenUpWhileItLetsPartitionsGoCommitsThem() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 11);
        consumer.woken = true;

        workers.revoked(consumer, List.of(ZERO), Duration.ofSeconds(20));

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(12L);
    }

    @Test
    void aBusyPartitionCommitsOnceABatch() {
        add(ZERO, 10, 11, 12, 13);
        workers.tick(consumer);
        int before = consumer.commits;
        settle(0, 11);
        workers.tick(consumer);

        assertThat(consumer.commits).isEqualTo(before + 1);
        assertThat(begun).hasSize(2);
        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(
                        12, Optional.of(LEADER_EPOCH), new Intent(13, Instant.EPOCH, NOW, TOPIC).text()));
    }

    @Test
    void aBatchBegunBeforeIsMadeAgainExactly() {
        Intent intent = new Intent(16, THEN, 0, TOPIC);
        facts.put(0, committed(12, intent.text()));
        assignAndStart();
        assertThat(consumer.position(ZERO)).isEqualTo(12);

        // Five records, although two are a batch and four are as many as it holds.
        add(ZERO, 12, 13, 14, 15);
        workers.tick(consumer);
        assertThat(begun).isEmpty();
        assertThat(consumer.paused()).isEmpty();
        add(ZERO, 16, 17);
        workers.tick(consumer);

        Settlement again = begun.getFirst();
        assertThat(again.batch().lastOffset()).isEqualTo(16);
        assertThat(again.batch().records()).hasSize(5);
        assertThat(again.batch().trigger()).isEqualTo(Trigger.INTENT);
        assertThat(intents("rebuilt")).isEqualTo(1);
        // It is the intent that is committed already.
        assertThat(consumer.commits).isZero();
    }

    @Test
    void aWriterWithoutRoomReadsOneBatchBegunBeforeToItsEndAfterTheOther() {
        facts.put(0, committed(12, new Intent(16, THEN, 0, TOPIC).text()));
        facts.put(1, committed(20, new Intent(26, THEN, 0, TOPIC).text()));
        assignAndStart();
        addLarge(ZERO, 12);
        addLarge(ONE, 20);
        workers.tick(consumer);

        assertThat(consumer.paused()).containsExactly(ONE);
    }

    @Test
    void whatIsReadAgainAfterAnUnexpectedErrorIsTheSameBatch() {
        add(ZERO, 10, 11, 12);
        workers.tick(consumer);
        workers.rewind(consumer, new IllegalStateException("a defect"));
        add(ZERO, 10);
        workers.tick(consumer);
        assertThat(begun).hasSize(1);
        add(ZERO, 11, 12);
        workers.tick(consumer);

        assertThat(begun.get(1).batch().lastOffset()).isEqualTo(11);
        assertThat(begun.get(1).batch().trigger()).isEqualTo(Trigger.INTENT);
    }

    @Test
    void anIntentThatCannotBeFollowedIsCountedOnceAndOverwritten() {
        facts.put(0, committed(12, "v2;whatever"));
        assignAndStart();

        assertThat(intents("unreadable")).isEqualTo(1);
        assertThat(committed(ZERO)).contains(new OffsetAndMetadata(12, MARK));
    }

    @Test
    void recordsThatRetentionTookAreCountedWhetherBeforeTheStartOrWhileRunning() {
        facts.put(0, committed(4, MARK));
        assignAndStart();
        assertThat(consumer.position(ZERO)).isEqualTo(10);
        assertThat(lost()).isEqualTo(6);

        add(ZERO, 10, 15, 16);
        workers.tick(consumer);

        assertThat(lost()).isEqualTo(10);
    }

    @Test
    void behindAHoleTheIntentBeginsWithItsBatch() {
        add(ZERO, 15, 16);
        workers.tick(consumer);

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(15L);
    }

    @Test
    void aTopicMadeAnewIsReadFromItsStart() {
        facts.put(0, committed(500, new CommitNote.Mark(OTHER).text()));
        assignAndStart();

        assertThat(consumer.position(ZERO)).isEqualTo(10);
        assertThat(registry.get("penstock.writer.breaks")
                        .tag("reason", "recreated")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void nothingIsReadBeforeItIsKnownWhereToBegin() {
        facts.clear();
        workers.assigned(consumer, List.of(ZERO, ONE));
        workers.tick(consumer);
        add(ZERO, 10, 11);
        workers.tick(consumer);

        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
        assertThat(begun).isEmpty();
        assertThat(consumer.commits).isZero();
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

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(10L);
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
        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(10L);
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
        addLarge(ZERO, 10);

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

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(10L);
        assertThat(registry.get("penstock.writer.abandoned").counter().count()).isEqualTo(1);
    }

    @Test
    void nothingIsCommittedForALostPartition() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        settle(0, 11);

        workers.lost(List.of(ZERO));
        workers.tick(consumer);

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(10L);
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

    /// Whatever happens: what came from Kafka is settled, or was dropped to be read again.
    @Test
    void recordsConsumedAreRowsAndWhatWasGivenBack() {
        add(ZERO, 10, 11, 12);
        add(ONE, 20, 21);
        workers.tick(consumer);
        attempts.getFirst().complete(new Settled(11, LEADER_EPOCH, 1, List.of(new OffsetRange(11, 11)), List.of()));
        consumer.failing = true;
        workers.tick(consumer);
        // Settled, and not committed yet: it need not be read again, what is behind it must.
        workers.rewind(consumer, new IllegalStateException("a defect"));
        consumer.failing = false;
        workers.tick(consumer);
        assertThat(counted("penstock.writer.given.back")).isEqualTo(3);

        add(ZERO, 12, 13);
        add(ONE, 20, 21);
        workers.tick(consumer);
        attempts.get(3).complete(new Settled(21, LEADER_EPOCH, 0, List.of(), List.of(new OffsetRange(20, 21))));
        workers.tick(consumer);
        settle(2, 13);
        consumer.failing = true;
        workers.tick(consumer);
        // Settled, and never to be committed here: the next owner reads it again.
        workers.lost(List.of(ZERO, ONE));

        assertThat(counted("penstock.writer.consumed")).isEqualTo(9);
        assertThat(rows("stored")).isEqualTo(1);
        assertThat(rows("parked")).isEqualTo(2);
        assertThat(rows("dead_lettered")).isEqualTo(1);
        assertThat(counted("penstock.writer.given.back")).isEqualTo(5);
    }

    @Test
    void theTraceparentOfATracedRequestComesWithItsRecord() {
        ConsumerRecord<byte[], byte[]> traced = record(ZERO, 10, 1);
        traced.headers().add("traceparent", "00-1-2-01".getBytes(StandardCharsets.US_ASCII));
        workers.add(new ConsumerRecords<>(Map.of(ZERO, List.of(traced, record(ZERO, 11, 1))), Map.of()));
        workers.tick(consumer);

        assertThat(begun.getFirst().batch().records())
                .extracting(SourceRecord::traceParent)
                .containsExactly("00-1-2-01", null);
    }

    @Test
    void aBatchIsReadAtTheRevisionThatIsKnownWhenItIsCut() {
        revisions.reach(12);
        add(ZERO, 10, 11);
        workers.tick(consumer);
        revisions.reach(13);
        settle(0, 11);
        add(ZERO, 12, 13);
        workers.tick(consumer);

        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(
                        12, Optional.of(LEADER_EPOCH), new Intent(13, Instant.EPOCH, 13, TOPIC).text()));
    }

    @Test
    void nothingIsCutBeforeTheControlTopicWasReadToItsEnd() {
        revisions.unknown();
        add(ZERO, 10, 11);
        workers.tick(consumer);
        assertThat(begun).isEmpty();
        assertThat(consumer.commits).isZero();

        revisions.reach(-1);
        workers.tick(consumer);

        assertThat(begun).hasSize(1);
        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(10, new Intent(11, Instant.EPOCH, -1, TOPIC).text()));
    }

    @Test
    void aBatchBegunBeforeWaitsForItsRevision() {
        facts.put(0, committed(12, new Intent(13, THEN, NOW + 1, TOPIC).text()));
        assignAndStart();
        add(ZERO, 12, 13);
        workers.tick(consumer);
        assertThat(begun).isEmpty();

        revisions.reach(NOW + 5);
        workers.tick(consumer);

        assertThat(begun).hasSize(1);
        assertThat(consumer.commits).isZero();
    }

    @Test
    void aBatchOfARevisionThatNobodyHasIsCutAnewAndTheIntentCountedOnce() {
        facts.put(0, committed(12, new Intent(13, THEN, NOW + 1, TOPIC).text()));
        revisions.end();
        assignAndStart();
        add(ZERO, 12, 13);
        workers.tick(consumer);
        assertThat(intents("unknown_revision")).isEqualTo(1);
        workers.tick(consumer);

        assertThat(begun.getFirst().batch().trigger()).isEqualTo(Trigger.ROWS);
        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(12, new Intent(13, Instant.EPOCH, NOW, TOPIC).text()));
        assertThat(intents("unknown_revision")).isEqualTo(1);
    }

    /// At an earlier revision its stream is still halted: it would be parked once more.
    @Test
    void anEventThatComesBackWaitsUntilTheWriterKnowsThatItMay() {
        addLifted(ZERO, NOW + 2, 10, 11);
        workers.tick(consumer);
        assertThat(begun).isEmpty();

        revisions.reach(NOW + 2);
        workers.tick(consumer);

        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(10, new Intent(11, Instant.EPOCH, NOW + 2, TOPIC).text()));
    }

    @Test
    void anEventThatComesBackFromAControlTopicThatIsNoMoreWaitsForNothing() {
        revisions.end();
        addLifted(ZERO, NOW + 2, 10, 11);
        workers.tick(consumer);

        assertThat(begun).hasSize(1);
    }

    @Test
    void aBatchWhoseFuseHasBlownIsReadAnewOnceTheStreamIsHalted() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        attempts.getFirst().complete(new Blown(List.of(new Trip(CLICKS, "too many"))));
        workers.tick(consumer);
        workers.tick(consumer);
        assertThat(begun).hasSize(1);
        assertThat(halted).containsExactly("clicks@7: too many (partition 0, offsets 10 to 11)");
        assertThat(obstacles.count(Obstacle.HALT)).isEqualTo(1);

        revisions.change(CLICKS);
        consumer.failing = true;
        workers.tick(consumer);
        assertThat(begun).as("begun before the new intent is committed").hasSize(1);
        consumer.failing = false;
        workers.tick(consumer);

        // The same end and the same time: what is stored already has the same bytes.
        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(10, new Intent(11, Instant.EPOCH, NOW + 1, TOPIC).text()));
        assertThat(begun).hasSize(2);
        assertThat(begun.get(1).batch()).isEqualTo(begun.get(0).batch());
        settle(1, 11);
        workers.tick(consumer);
        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(12L);
        assertThat(obstacles.count(Obstacle.HALT)).isZero();
    }

    @Test
    void whileAStreamIsNotHaltedYetTheOtherPartitionsGoOn() {
        add(ZERO, 10, 11);
        add(ONE, 20, 21);
        workers.tick(consumer);
        attempts.getFirst().complete(new Blown(List.of(new Trip(CLICKS, "too many"))));
        settle(1, 21);
        workers.tick(consumer);

        assertThat(committed(ZERO)).map(OffsetAndMetadata::offset).contains(10L);
        assertThat(committed(ONE)).map(OffsetAndMetadata::offset).contains(22L);
    }

    @Test
    void aBatchOfADefinitionThatCannotBeReadWaitsForAnotherDefinition() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        attempts.getFirst().complete(new Undecided(CLICKS, 3, "of a newer writer"));
        workers.tick(consumer);
        workers.tick(consumer);
        assertThat(begun).hasSize(1);
        assertThat(obstacles.countHalted()).isEqualTo(1);
        assertThat(halted).isEmpty();

        revisions.change(CLICKS);
        workers.tick(consumer);

        assertThat(begun).hasSize(2);
        assertThat(committed(ZERO))
                .contains(new OffsetAndMetadata(10, new Intent(11, Instant.EPOCH, NOW + 1, TOPIC).text()));
    }

    @Test
    void whatIsParkedIsCounted() {
        add(ZERO, 10, 11);
        workers.tick(consumer);
        attempts.getFirst().complete(new Settled(11, LEADER_EPOCH, 0, List.of(), List.of(new OffsetRange(10, 11))));
        workers.tick(consumer);

        assertThat(rows("parked")).isEqualTo(2);
        assertThat(rows("stored")).isZero();
    }

    private Future<Outcome> begin(Settlement settlement) {
        begun.add(settlement);
        CompletableFuture<Outcome> attempt = new CompletableFuture<>();
        attempts.add(attempt);
        return attempt;
    }

    private void settle(int attempt, long through) {
        long first = begun.get(attempt).batch().firstOffset();
        attempts.get(attempt)
                .complete(new Settled(through, LEADER_EPOCH, (int) (through - first + 1), List.of(), List.of()));
    }

    private void add(TopicPartition place, long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset : offsets) {
            records.add(record(place, offset, 1));
        }
        workers.add(new ConsumerRecords<>(Map.of(place, records), Map.of()));
    }

    private void addLifted(TopicPartition place, long revision, long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset : offsets) {
            ConsumerRecord<byte[], byte[]> record = record(place, offset, 1);
            record.headers().add(ParkedHeaders.LIFTED_AT, ParkedHeaders.liftedAt(revision));
            records.add(record);
        }
        workers.add(new ConsumerRecords<>(Map.of(place, records), Map.of()));
    }

    // More than the whole process may hold.
    private void addLarge(TopicPartition place, long offset) {
        ConsumerRecord<byte[], byte[]> large = record(place, offset, 30_000);
        workers.add(new ConsumerRecords<>(Map.of(place, List.of(large)), Map.of()));
    }

    private CompletableFuture<Map<Integer, PartitionFacts>> facts(Collection<Integer> partitions) {
        return facts.isEmpty() ? new CompletableFuture<>() : CompletableFuture.completedFuture(Map.copyOf(facts));
    }

    private static PartitionFacts committed(long offset, String metadata) {
        return new PartitionFacts(TOPIC, 10, 1_000, Optional.of(new Committed(offset, -1, metadata)));
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
        boolean woken;
        int commits;

        FailingConsumer() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (failing) {
                throw new KafkaException("coordinator away");
            }
            if (woken) {
                woken = false;
                throw new WakeupException();
            }
            commits++;
            super.commitSync(offsets, timeout);
        }
    }

    private double counted(String name) {
        return registry.get(name).counter().count();
    }

    private double rows(String outcome) {
        return registry.get("penstock.writer.rows")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double intents(String outcome) {
        return registry.get("penstock.writer.intents")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double lost() {
        return registry.get("penstock.writer.offsets.lost").counter().count();
    }
}
