package dev.penstock.writer.settle;

import static dev.penstock.writer.SampleEvents.MAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.normalize.definition.Definitions.Answer;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.writer.SampleEvents;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.batch.Trigger;
import dev.penstock.writer.control.InForce;
import dev.penstock.writer.fuse.FuseLimits;
import dev.penstock.writer.fuse.Trip;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.insert.InsertMetrics;
import dev.penstock.writer.settle.Outcome.Blown;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Undecided;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.trace.InsertTracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Streams whose events cannot be stored: halted instead of given up, and parked once they are halted.
class SettlerFuseTest {

    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName ORDERS = new StreamName("orders");

    private static final long JUDGED = 7;
    private static final long HALTED = 9;

    private static final BlockOrigin ORIGIN = new BlockOrigin(new TopicId(1, 2), 0, MAY);

    private final ScriptedSink sink = new ScriptedSink();
    private final ScriptedBox box = new ScriptedBox(sink);
    private final ScriptedPlace place = new ScriptedPlace();
    private final Map<Long, InForce> rules = new HashMap<>();
    private final Settler settler = settler();

    SettlerFuseTest() {
        rules.put(JUDGED, running());
        rules.put(
                HALTED,
                new InForce(
                        new Normalizer(Definitions.NONE),
                        Map.of(CLICKS, new StreamFact(CLICKS, 3, "{}")),
                        Map.of(CLICKS, new HaltFact(CLICKS, 5, true, "too many"))));
    }

    @Test
    void aHaltedStreamIsParkedWithItsBytesAndTheOthersAreStored() throws InterruptedException {
        SourceRecord held = event(2, CLICKS);

        Outcome outcome = settler.attempt(first(HALTED, event(1, ORDERS), held, event(3, ORDERS), event(4, CLICKS)));

        assertThat(outcome)
                .isEqualTo(new Settled(4, 4, 2, List.of(), List.of(new OffsetRange(2, 2), new OffsetRange(4, 4))));
        assertThat(sink.stored).containsExactlyInAnyOrder(1L, 3L);
        assertThat(box.published).isEmpty();
        assertThat(place.published.getFirst().record()).isSameAs(held);
        ParkedEvent told = place.published.getFirst().event();
        assertThat(told.stream()).isEqualTo(CLICKS);
        assertThat(told.halt()).isEqualTo(5);
        assertThat(told.definitionVersion()).isEqualTo(3);
        assertThat(told.reason()).isEqualTo("too many");
        assertThat(told.source().offset()).isEqualTo(2);
        assertThat(told.parkedAt()).isEqualTo(MAY);
    }

    /// Of an event that does not fit either: nobody looks at it before its stream runs again.
    @Test
    void ofAHaltedStreamNothingIsGivenUp() throws InterruptedException {
        settler.attempt(first(HALTED, misfit(1, CLICKS)));

        assertThat(place.published).hasSize(1);
        assertThat(box.published).isEmpty();
    }

    @Test
    void whatIsParkedIsAcknowledgedBeforeTheBatchIsSettledAndSentAgainAlone() throws InterruptedException {
        place.refuse.add(2L);
        Settlement settlement = first(HALTED, event(1, CLICKS), event(2, CLICKS));

        assertThat(settler.attempt(settlement)).isEqualTo(new Waiting(Obstacle.PARKED, "refused"));
        place.refuse.clear();
        place.published.clear();

        assertThat(settler.attempt(settlement))
                .isEqualTo(new Settled(2, 4, 0, List.of(), List.of(new OffsetRange(1, 2))));
        assertThat(place.published)
                .extracting(record -> record.record().offset())
                .containsExactly(2L);
    }

    @Test
    void aStreamThatDoesNotFitBlowsItsFuseBeforeAnythingIsDone() throws InterruptedException {
        Outcome outcome = settler.attempt(first(JUDGED, mixed(101, 1_000)));

        assertThat(outcome).isInstanceOfSatisfying(Blown.class, blown -> {
            assertThat(blown.trips()).extracting(Trip::stream).containsExactly(CLICKS);
            assertThat(blown.trips().getFirst().reason())
                    .isEqualTo("101 of 1101 events of a batch would have become dead letters,"
                            + " the first for value_out_of_range in timestamp");
        });
        assertThat(sink.tried).isEmpty();
        assertThat(box.published).isEmpty();
    }

    @Test
    void aHundredMisfitsOrFivePercentAreDeadLetters() throws InterruptedException {
        assertThat(settler.attempt(first(JUDGED, mixed(100, 0)))).isInstanceOf(Settled.class);
        assertThat(settler.attempt(first(JUDGED, mixed(200, 3_800)))).isInstanceOf(Settled.class);
        assertThat(box.published).hasSize(300);

        assertThat(settler.attempt(first(JUDGED, mixed(201, 3_799)))).isInstanceOf(Blown.class);
    }

    @Test
    void theOthersOfTheBatchAreStoredOnceItIsReadWithTheHalt() throws InterruptedException {
        Settlement settlement = first(JUDGED, mixed(150, 20));
        settler.attempt(settlement);

        Outcome outcome = settler.attempt(settlement.movedTo(HALTED));

        // The clicks that fit too: a halt is for the whole stream.
        assertThat(outcome).isInstanceOfSatisfying(Settled.class, settled -> {
            assertThat(settled.stored()).isEqualTo(1);
            assertThat(settled.parked()).containsExactly(new OffsetRange(1, 170));
            assertThat(settled.deadLettered()).isEmpty();
        });
        assertThat(place.published).hasSize(170);
        assertThat(box.published).isEmpty();
    }

    @Test
    void rowsThatOnlyClickHouseRefusesBlowTheFuseToo() throws InterruptedException {
        sink.poisonedStreams.add("clicks");
        sink.namesRows = true;

        Outcome outcome = settler.attempt(first(JUDGED, mixed(0, 10_000)));

        assertThat(outcome).isInstanceOfSatisfying(Blown.class, blown -> {
            assertThat(blown.trips()).extracting(Trip::stream).containsExactly(CLICKS);
            assertThat(blown.trips().getFirst().reason()).contains("101 of 10000 events", "clickhouse_469");
        });
        assertThat(box.published).isEmpty();
    }

    @Test
    void theOthersAreStoredBeforeTheBadRowsOfAStreamAreAllFound() throws InterruptedException {
        sink.poisonedStreams.add("clicks");
        sink.namesRows = true;
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 1; i <= 600; i++) {
            records.add(
                    event(i, i % 3 == 0 ? ORDERS : CLICKS, i % 2 == 0 ? MAY : Instant.parse("2026-03-01T00:00:00Z")));
        }

        assertThat(settler.attempt(first(JUDGED, records.toArray(SourceRecord[]::new))))
                .isInstanceOf(Blown.class);

        assertThat(sink.stored).hasSize(200).allMatch(offset -> offset % 3 == 0);
        List<Block> first = sink.tried.subList(0, 7);
        assertThat(first.stream()
                        .filter(block -> block.rows().stream()
                                .allMatch(row -> row.row().stream().equals("orders"))))
                .as("both months of the orders, after four refusals")
                .hasSize(2);
        assertThat(box.published).isEmpty();
    }

    /// Halving finds a few of them and costs as much: the stream is taken apart from the others, and then halted alone.
    @Test
    void aStreamWhoseBadRowsCannotBeCountedIsTheOneThatIsHalted() throws InterruptedException {
        sink.poisonedStreams.add("clicks");
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 1; i <= 4_000; i++) {
            records.add(event(i, i % 2 == 0 ? CLICKS : ORDERS));
        }

        Outcome outcome = settler.attempt(first(JUDGED, records.toArray(SourceRecord[]::new)));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Blown.class,
                        blown -> assertThat(blown.trips())
                                .extracting(Trip::stream)
                                .containsExactly(CLICKS));
        assertThat(sink.tried).hasSizeLessThan(600);
    }

    /// A copy finds them too, and after a few of them the others are stored.
    @Test
    void aStreamWhoseRowsACopyRefusesIsHaltedAfterTheOthersAreStored() throws InterruptedException {
        sink.copies = true;
        sink.poisonedStreams.add("clicks");
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 1; i <= 4_000; i++) {
            records.add(event(i, i % 2 == 0 ? CLICKS : ORDERS));
        }

        Outcome outcome = settler.attempt(first(JUDGED, records.toArray(SourceRecord[]::new)));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Blown.class,
                        blown -> assertThat(blown.trips())
                                .extracting(Trip::stream)
                                .containsExactly(CLICKS));
        assertThat(sink.stored).hasSize(2_000).allMatch(offset -> offset % 2 == 1);
        // The good ones of the first search, those of the rest, and no others between them.
        assertThat(sink.tried.stream().filter(block -> block.rows().size() > 1)).hasSizeLessThan(10);
        assertThat(sink.trials).hasSizeLessThan(256);
        assertThat(box.published).isEmpty();
    }

    @Test
    void aTableThatRefusesWhateverItIsGivenHaltsInTheEnd() throws InterruptedException {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 1; i <= 3_000; i++) {
            records.add(event(i, new StreamName("s" + i % 60)));
            sink.poison.add((long) i);
        }
        sink.namesRows = true;

        assertThat(settler.attempt(first(JUDGED, records.toArray(SourceRecord[]::new))))
                .isEqualTo(new Halted("too_many_bad_rows"));
        assertThat(box.published).isEmpty();
    }

    @Test
    void rowsThatWereStoredBeforeTheFuseBlewAreNeitherSentAgainNorParked() throws InterruptedException {
        sink.script.add(new InsertResult.Stored(1));
        sink.poisonedStreams.add("clicks");
        sink.namesRows = true;
        List<SourceRecord> records = new ArrayList<>();
        // The first month goes well, whatever is in it.
        records.add(event(1, ORDERS, Instant.parse("2026-03-01T00:00:00Z")));
        records.add(event(2, CLICKS, Instant.parse("2026-03-01T00:00:00Z")));
        for (int i = 3; i <= 203; i++) {
            records.add(event(i, CLICKS));
        }
        records.add(event(204, ORDERS));
        Settlement settlement = first(JUDGED, records.toArray(SourceRecord[]::new));
        assertThat(settler.attempt(settlement)).isInstanceOf(Blown.class);
        sink.tried.clear();

        Outcome outcome = settler.attempt(settlement.movedTo(HALTED));

        assertThat(outcome).isEqualTo(new Settled(204, 4, 3, List.of(), List.of(new OffsetRange(3, 203))));
        assertThat(sink.tried).isEmpty();
    }

    /// The insert that is in doubt had other borders, so another token.
    @Test
    void afterTheBatchIsReadAnewItsRowsAreLookedForBeforeTheyAreSent() throws InterruptedException {
        sink.script.add(new InsertResult.Retry("clickhouse_unreachable", ""));
        sink.poisonedStreams.add("clicks");
        sink.namesRows = true;
        Settlement settlement = first(JUDGED, mixed(0, 300));
        assertThat(settler.attempt(settlement)).isInstanceOf(Waiting.class);
        sink.stored.add(301L);
        sink.tried.clear();

        assertThat(settler.attempt(settlement.movedTo(HALTED))).isInstanceOf(Settled.class);

        assertThat(sink.tried).isEmpty();
        assertThat(sink.looked).last().extracting(Block::firstOffset).isEqualTo(301L);
    }

    @Test
    void theSameBatchReadAgainAtTheSameRevisionMakesTheSameBlocks() throws InterruptedException {
        SourceRecord[] records = mixed(50, 1_000);
        settler.attempt(first(JUDGED, records));
        List<Block> before = List.copyOf(sink.tried);
        sink.tried.clear();
        sink.stored.clear();

        settler.attempt(Settlement.again(new Batch(List.of(records), Trigger.INTENT), ORIGIN, JUDGED));

        assertThat(sink.tried).isEqualTo(before);
    }

    @Test
    void aDefinitionThatCannotBeReadHoldsTheBatchAndNothingIsDone() throws InterruptedException {
        rules.put(
                JUDGED,
                new InForce(
                        new Normalizer(stream -> stream.equals(CLICKS)
                                ? new Answer.Unusable(4, "of a newer writer")
                                : new Answer.Undefined()),
                        Map.of(),
                        Map.of()));

        assertThat(settler.attempt(first(JUDGED, event(1, ORDERS), event(2, CLICKS))))
                .isEqualTo(new Undecided(CLICKS, 4, "of a newer writer"));
        assertThat(sink.tried).isEmpty();
        assertThat(box.published).isEmpty();
        assertThat(settler.attempt(first(JUDGED, event(1, ORDERS)))).isInstanceOf(Settled.class);
    }

    private Settler settler() {
        InsertGate gate = OpenGate.make();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SettleMetrics metrics = new SettleMetrics(registry);
        return new Settler(
                new BatchReader("test"),
                rules::get,
                new FuseLimits(0.05, 100),
                sink,
                new Delivery(sink, metrics),
                gate,
                new InsertMetrics(registry, gate),
                InsertTracing.NONE,
                box,
                place,
                new ScriptedLedger(),
                metrics,
                InstantSource.fixed(MAY));
    }

    private static InForce running() {
        return new InForce(new Normalizer(Definitions.NONE), Map.of(), Map.of());
    }

    private static Settlement first(long revision, SourceRecord... records) {
        return Settlement.first(new Batch(List.of(records), Trigger.LINGER), ORIGIN, revision);
    }

    /// From offset 1 on: clicks that do not fit, clicks that do, and an order.
    private static SourceRecord[] mixed(int misfits, int fitting) {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 1; i <= misfits; i++) {
            records.add(misfit(i, CLICKS));
        }
        for (int i = misfits + 1; i <= misfits + fitting; i++) {
            records.add(event(i, CLICKS));
        }
        records.add(event(misfits + fitting + 1, ORDERS));
        return records.toArray(SourceRecord[]::new);
    }

    private static SourceRecord misfit(long offset, StreamName stream) {
        return event(offset, stream, Instant.parse("2300-01-01T00:00:00Z"));
    }

    private static SourceRecord event(long offset, StreamName stream) {
        return event(offset, stream, MAY);
    }

    private static SourceRecord event(long offset, StreamName stream, Instant timestamp) {
        byte[] value = EventCodec.encode(SampleEvents.event(stream, timestamp, "{}"));
        return new SourceRecord(offset, 4, 0, value, 0);
    }
}
