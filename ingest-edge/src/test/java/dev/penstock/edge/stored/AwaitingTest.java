package dev.penstock.edge.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.publish.Placement;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.TopicId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwaitingTest {

    private static final TopicId TOPIC = new TopicId(1, 2);
    private static final TopicId MADE_ANEW = new TopicId(3, 4);
    private static final List<OffsetRange> NONE = List.of();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Awaiting awaiting =
            new Awaiting(new StoredPolicy(Duration.ofSeconds(10), 3, 100), new StoredMetrics(meters));
    private final List<Fates> told = new ArrayList<>();
    private final List<Waiting> waitings = new ArrayList<>();

    @BeforeEach
    void theTopicIsKnown() {
        awaiting.confirmed(TOPIC, -1);
    }

    @Test
    void itIsStoredWhenTheWriterHasPassedTheLastEventOfEveryPartition() {
        await(at(0, 10), at(0, 11), at(1, 5));
        confirm();

        progress(0, 0, 11, NONE);
        progress(1, 0, 6, NONE);
        assertThat(told).isEmpty();
        progress(0, 0, 12, NONE);

        assertThat(told).containsExactly(new Fates(Ending.SETTLED, 3, List.of(), List.of(), 0));
        assertThat(told.getFirst().allStored()).isTrue();
        assertThat(outcome("stored")).isEqualTo(1);
        assertThat(awaiting.requests()).isZero();
        assertThat(awaiting.events()).isZero();
    }

    @Test
    void theWriterMayBeFasterThanKafkasAcknowledgement() {
        progress(0, 0, 12, List.of(new OffsetRange(11, 11)));

        await(at(0, 10), at(0, 11));
        assertThat(told).isEmpty();
        confirm();

        assertThat(told).containsExactly(new Fates(Ending.SETTLED, 1, List.of(1), List.of(), 0));
        assertThat(told.getFirst().allStored()).isFalse();
        assertThat(outcome("dead_lettered")).isEqualTo(1);
    }

    @Test
    void deadLettersAndParkedEventsAreNamedByTheirPlace() {
        await(at(0, 10), at(0, 11), at(1, 5), at(0, 12));
        confirm();
        progress(1, 0, 6, NONE);
        awaiting.progress(
                new Progress(
                        TOPIC,
                        0,
                        13,
                        10,
                        Instant.EPOCH,
                        List.of(new OffsetRange(11, 11)),
                        List.of(new OffsetRange(12, 12))),
                System.nanoTime());

        assertThat(told).containsExactly(new Fates(Ending.SETTLED, 2, List.of(1), List.of(3), 0));
    }

    @Test
    void whatNoRecordVouchesForIsNeverStored() {
        await(at(0, 10), at(0, 20));
        confirm();

        // The writer that settled 10 died before it said what became of it.
        progress(0, 15, 30, NONE);
        assertThat(told).isEmpty();
        waitings.getFirst().expire();

        assertThat(told).containsExactly(new Fates(Ending.TIMEOUT, 1, List.of(), List.of(), 1));
    }

    @Test
    void aRecordThatComesLateMayStillVouch() {
        await(at(0, 10), at(0, 20));
        confirm();
        progress(0, 15, 30, NONE);

        progress(0, 5, 15, NONE);

        assertThat(told).containsExactly(new Fates(Ending.SETTLED, 2, List.of(), List.of(), 0));
    }

    @Test
    void offsetsOfATopicThatWasMadeAnewAreNotTakenForTheOldOnes() {
        progress(0, 0, 1_000_000, NONE);
        await(at(0, 5));
        // Published to the new topic, of which nobody here knew.
        awaiting.confirmed(MADE_ANEW, awaiting.unconfirmed());

        assertThat(told).containsExactly(new Fates(Ending.UNVERIFIABLE, 0, List.of(), List.of(), 1));
        assertThat(awaiting.topic()).isEqualTo(MADE_ANEW);
        await(MADE_ANEW, at(0, 5));
        confirm(MADE_ANEW);
        assertThat(told).hasSize(1);
        progress(0, 0, 1_000_001, NONE);
        assertThat(told).hasSize(1);
    }

    @Test
    void aTopicThatChangedWhileItWasPublishedIsNotBelieved() {
        awaiting.confirmed(MADE_ANEW, -1);

        await(TOPIC, at(0, 5));

        assertThat(told).containsExactly(new Fates(Ending.UNVERIFIABLE, 0, List.of(), List.of(), 1));
    }

    @Test
    void anAnswerThatWasAskedForBeforeTheEventsWereAcknowledgedConfirmsNothing() {
        long askedBefore = awaiting.unconfirmed();
        await(at(0, 5));
        progress(0, 0, 6, NONE);

        awaiting.confirmed(TOPIC, askedBefore);
        assertThat(told).isEmpty();
        waitings.getFirst().expire();

        assertThat(told).containsExactly(new Fates(Ending.TIMEOUT, 0, List.of(), List.of(), 1));
    }

    @Test
    void atTheDeadlineWhatIsKnownIsTold() {
        await(at(0, 10), at(0, 11), at(0, 12));
        confirm();
        progress(0, 0, 12, List.of(new OffsetRange(10, 10)));

        waitings.getFirst().expire();
        waitings.getFirst().expire();
        progress(0, 0, 13, NONE);

        assertThat(told).containsExactly(new Fates(Ending.TIMEOUT, 1, List.of(0), List.of(), 1));
        assertThat(outcome("timeout")).isEqualTo(1);
    }

    @Test
    void aWriterThatWasNeverHeardIsNamedAsTheReason() {
        await(at(0, 10));
        confirm();

        waitings.getFirst().expire();

        assertThat(told).extracting(Fates::ending).containsExactly(Ending.WRITER_SILENT);
    }

    @Test
    void aPartitionThatWasHeardLongAgoIsNamedAsTheReason() {
        long now = System.nanoTime();
        awaiting.progress(new Progress(TOPIC, 0, 5, 0, Instant.EPOCH, NONE, NONE), now - TimeUnit.SECONDS.toNanos(40));
        await(at(0, 10));
        confirm();

        waitings.getFirst().expire();

        assertThat(told).extracting(Fates::ending).containsExactly(Ending.WRITER_SILENT);
        assertThat(awaiting.silence(now)).contains(Duration.ofSeconds(40));
        assertThat(new ProgressGate(awaiting).reasons()).isEmpty();
        assertThat(new ProgressGate(awaiting).concerns())
                .singleElement()
                .asString()
                .contains("not reported for 40 s");
    }

    @Test
    void beforeAnyWriterWasHeardThereIsNoSilenceToBeConcernedAbout() {
        await(at(0, 10));

        assertThat(awaiting.silence(System.nanoTime())).isEqualTo(Optional.empty());
        assertThat(new ProgressGate(awaiting).concerns()).isEmpty();
    }

    @Test
    void tooManyRequestsAndTooManyEventsAreToldAtOnce() {
        await(places(98));
        await(places(3));
        assertThat(told).containsExactly(new Fates(Ending.OVERFLOW, 0, List.of(), List.of(), 3));
        await(at(0, 1));
        await(at(0, 1));
        await(at(0, 1));

        assertThat(told).hasSize(2);
        assertThat(outcome("overflow")).isEqualTo(2);
        assertThat(awaiting.requests()).isEqualTo(3);
        assertThat(awaiting.events()).isEqualTo(100);
    }

    @Test
    void whoGoesAwayLeavesNothingBehind() {
        await(at(0, 10), at(1, 10));
        confirm();
        progress(1, 5, 20, NONE);
        progress(0, 15, 20, NONE);

        waitings.getFirst().cancel();
        waitings.getFirst().expire();
        progress(0, 0, 20, NONE);

        assertThat(told).isEmpty();
        assertThat(awaiting.requests()).isZero();
        assertThat(awaiting.events()).isZero();
        assertThat(outcome("gone")).isEqualTo(1);
    }

    @Test
    void aStoppingEdgeKeepsNobodyWaiting() {
        await(at(0, 10), at(0, 11));
        confirm();
        progress(0, 0, 11, NONE);

        awaiting.stop();
        await(at(0, 12));

        assertThat(told)
                .containsExactly(
                        new Fates(Ending.STOPPING, 1, List.of(), List.of(), 1),
                        new Fates(Ending.STOPPING, 0, List.of(), List.of(), 1));
    }

    @Test
    void anEventKafkaDidNotSayThePlaceOfIsNotTakenForStored() {
        progress(0, 0, 100, NONE);

        await(new long[] {0, -1});

        assertThat(told).extracting(Fates::ending).containsExactly(Ending.UNVERIFIABLE);
    }

    @Test
    void moreDeadLettersThanAreKeptAreForgottenAndNotTakenForStored() {
        List<OffsetRange> many = new ArrayList<>();
        for (long offset = 0; offset < 2L * PartitionFates.MOST_RANGES + 10; offset += 2) {
            many.add(new OffsetRange(offset, offset));
        }
        progress(0, 0, 50_000, many);
        await(at(0, 0), at(0, 1), at(0, 20_000), at(0, 20_001));
        confirm();
        // The same again, by a writer that names the later ones only.
        progress(0, 0, 50_000, many.subList(5_000, many.size()));
        assertThat(told).isEmpty();
        waitings.getFirst().expire();

        assertThat(told).containsExactly(new Fates(Ending.TIMEOUT, 1, List.of(2), List.of(), 2));
        assertThat(meters.get("penstock.edge.progress.forgotten").counter().count())
                .isPositive();
    }

    /// Writers come and go, records are lost, repeated and late; whatever is told of an offset is so.
    @Test
    void whateverIsToldIsTrue() {
        Random random = new Random(11);
        for (int run = 0; run < 300; run++) {
            Awaiting each =
                    new Awaiting(new StoredPolicy(Duration.ofSeconds(10), 1_000, 10_000), new StoredMetrics(meters));
            each.confirmed(TOPIC, -1);
            TreeSet<Integer> dead = new TreeSet<>();
            List<Progress> records = new ArrayList<>();
            int through = 0;
            int from = 0;
            while (through < 300) {
                int next = through + 1 + random.nextInt(30);
                for (int offset = through; offset < next; offset++) {
                    if (random.nextInt(10) == 0) {
                        dead.add(offset);
                    }
                }
                // Another writer begins here.
                from = random.nextInt(4) == 0 ? through : from;
                through = next;
                List<OffsetRange> named = dead.subSet(from, through).stream()
                        .map(offset -> new OffsetRange(offset, offset))
                        .toList();
                if (random.nextInt(3) > 0) {
                    records.add(new Progress(TOPIC, 0, through, from, Instant.EPOCH, named, NONE));
                }
            }
            List<Waiting> pending = new ArrayList<>();
            List<int[]> answered = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int offset = random.nextInt(300);
                Placement placement = placement(at(0, offset));
                Waiting waiting = each.await(
                        TOPIC,
                        placement,
                        fates -> answered.add(new int[] {
                            offset, fates.stored(), fates.deadLettered().size()
                        }));
                if (waiting != null) {
                    pending.add(waiting);
                }
                each.confirmed(TOPIC, each.unconfirmed());
                each.progress(records.get(random.nextInt(records.size())), 0);
            }
            pending.forEach(Waiting::expire);

            assertThat(answered).hasSize(40);
            for (int[] one : answered) {
                assertThat(one[1]).isLessThanOrEqualTo(dead.contains(one[0]) ? 0 : 1);
                assertThat(one[2]).isLessThanOrEqualTo(dead.contains(one[0]) ? 1 : 0);
            }
            assertThat(each.requests()).isZero();
            assertThat(each.events()).isZero();
        }
    }

    private void await(long[]... places) {
        await(TOPIC, places);
    }

    private void await(@Nullable TopicId before, long[]... places) {
        Waiting waiting = awaiting.await(before, placement(places), told::add);
        if (waiting != null) {
            waitings.add(waiting);
        }
    }

    private void confirm() {
        confirm(TOPIC);
    }

    private void confirm(TopicId topic) {
        awaiting.confirmed(topic, awaiting.unconfirmed());
    }

    private void progress(int partition, long verifiedFrom, long storedThrough, List<OffsetRange> deadLettered) {
        awaiting.progress(
                new Progress(TOPIC, partition, storedThrough, verifiedFrom, Instant.EPOCH, deadLettered, NONE),
                System.nanoTime());
    }

    private double outcome(String outcome) {
        return meters.get("penstock.edge.stored.requests")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static long[] at(int partition, long offset) {
        return new long[] {partition, offset};
    }

    private static long[][] places(int count) {
        long[][] places = new long[count][];
        for (int i = 0; i < count; i++) {
            places[i] = at(0, i);
        }
        return places;
    }

    private static Placement placement(long[]... places) {
        Placement placement = new Placement(places.length);
        for (int event = 0; event < places.length; event++) {
            placement.put(event, (int) places[event][0], places[event][1]);
        }
        return placement;
    }
}
