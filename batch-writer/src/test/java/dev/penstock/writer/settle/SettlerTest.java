package dev.penstock.writer.settle;

import static dev.penstock.writer.SampleEvents.MAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.writer.SampleEvents;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.batch.Trigger;
import dev.penstock.writer.control.InForce;
import dev.penstock.writer.fuse.FuseLimits;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.insert.InsertMetrics;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Settled;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.trace.InsertTracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettlerTest {

    private static final long REVISION = 7;

    private static final BlockOrigin ORIGIN = new BlockOrigin(new TopicId(1, 2), 0, MAY);

    private InForce rules = inForce();

    private final ScriptedSink sink = new ScriptedSink();
    private final ScriptedBox box = new ScriptedBox(sink);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InsertGate gate = OpenGate.make();
    private final SettleMetrics metrics = new SettleMetrics(registry);
    private final ScriptedLedger ledger = new ScriptedLedger();
    private final Settler settler = new Settler(
            new BatchReader("test"),
            revision -> rules,
            new FuseLimits(0.05, 100),
            sink,
            new Delivery(sink, metrics),
            gate,
            new InsertMetrics(registry, gate),
            InsertTracing.NONE,
            box,
            new ScriptedPlace(),
            ledger,
            metrics,
            InstantSource.fixed(MAY.plusSeconds(2)));

    @Test
    void aGoodBatchIsStoredAndSettledToItsEnd() throws InterruptedException {
        Outcome outcome = settler.attempt(settlement(good(5), good(6), good(7)));

        assertThat(outcome).isEqualTo(new Settled(7, 4, 3, List.of(), List.of()));
        assertThat(sink.stored).containsExactlyInAnyOrder(5L, 6L, 7L);
    }

    @Test
    void whatHasNoRowIsALetterAfterTheRowsAreStored() throws InterruptedException {
        Outcome outcome = settler.attempt(settlement(good(5), record(6, new byte[] {1}), record(7, null), good(8)));

        assertThat(outcome).isEqualTo(new Settled(8, 4, 2, List.of(new OffsetRange(6, 7)), List.of()));
        assertThat(box.storedBefore).containsExactlyInAnyOrder(5L, 8L);
        assertThat(box.published).extracting(letter -> letter.cause().cause()).containsOnly("malformed_record");
        assertThat(box.published)
                .extracting(letter -> letter.cause().firstSeen())
                .containsOnly(ORIGIN.ingestedAt());
    }

    @Test
    void aLetterSaysWhatItsRowDidNotFit() throws InterruptedException {
        settler.attempt(settlement(at(5, "2300-01-01T00:00:00Z")));

        DeadLetter letter = box.published.getFirst().cause();
        assertThat(letter.misfits())
                .containsExactly(new DeadLetterMisfit(
                        "value_out_of_range", "timestamp", letter.expected(), "2300-01-01T00:00:00Z"));
    }

    @Test
    void aRetryGoesOnWithTheSameBlockAndGivesNothingUp() throws InterruptedException {
        sink.script.add(new InsertResult.Retry("clickhouse_241", ""));
        Settlement settlement = settlement(good(1), record(2, new byte[0]));

        assertThat(settler.attempt(settlement)).isEqualTo(new Waiting(Obstacle.CLICKHOUSE, "clickhouse_241"));
        assertThat(box.published).isEmpty();
        assertThat(settler.attempt(settlement)).isInstanceOf(Settled.class);
        assertThat(sink.tried.get(0)).isEqualTo(sink.tried.get(1));
    }

    @Test
    void rowsThatWereStoredAlthoughTheAnswerWasLostAreNotSentAgain() throws InterruptedException {
        sink.script.add(new InsertResult.Retry("clickhouse_unreachable", ""));
        Settlement settlement = settlement(good(1), good(2));
        settler.attempt(settlement);
        sink.stored.addAll(Set.of(1L, 2L));

        assertThat(settler.attempt(settlement)).isEqualTo(new Settled(2, 4, 2, List.of(), List.of()));

        assertThat(sink.tried).hasSize(1);
    }

    /// Whatever fails between: only an insert that succeeds has run the view.
    @Test
    void rowsThatAViewHasNotSeenAreSentAgainAlthoughTheyAreThere() throws InterruptedException {
        sink.script.add(new InsertResult.Retry("clickhouse_60", "", true));
        sink.script.add(new InsertResult.Retry("clickhouse_unreachable", ""));
        sink.script.add(new InsertResult.Stored(1));
        sink.script.add(new InsertResult.Retry("clickhouse_unreachable", ""));
        Settlement settlement = settlement(at(1, "2026-03-01T00:00:00Z"), at(2, "2026-04-01T00:00:00Z"));
        settler.attempt(settlement);
        sink.stored.addAll(Set.of(1L, 2L));

        assertThat(settler.attempt(settlement)).isInstanceOf(Waiting.class);
        assertThat(settler.attempt(settlement)).isInstanceOf(Waiting.class);
        assertThat(settler.attempt(settlement)).isEqualTo(new Settled(2, 4, 2, List.of(), List.of()));

        // The second block was no view's trouble: it is found, and not sent again.
        assertThat(sink.tried).extracting(Block::firstOffset).containsExactly(1L, 1L, 1L, 2L);
    }

    @Test
    void aBatchBegunBeforeIsLookedForAndWhatIsMissingOfItIsSent() throws InterruptedException {
        sink.stored.add(1L);
        Settlement begun = Settlement.again(
                new Batch(List.of(at(1, "2026-03-01T00:00:00Z"), at(2, "2026-04-01T00:00:00Z")), Trigger.INTENT),
                ORIGIN,
                REVISION);

        assertThat(settler.attempt(begun)).isEqualTo(new Settled(2, 4, 2, List.of(), List.of()));

        assertThat(sink.tried).extracting(Block::firstOffset).containsExactly(2L);
        assertThat(sink.looked).extracting(Block::firstOffset).containsExactly(1L, 2L, 2L);
    }

    @Test
    void aTokenHitWithoutTheRowsIsNotBelieved() throws InterruptedException {
        sink.stored.add(1L);
        sink.script.add(new InsertResult.Stored(1));
        Settlement begun =
                Settlement.again(new Batch(List.of(good(1), good(2), good(3)), Trigger.INTENT), ORIGIN, REVISION);

        assertThat(settler.attempt(begun)).isEqualTo(new Settled(3, 4, 3, List.of(), List.of()));

        assertThat(sink.stored).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(sink.anyway).extracting(Block::firstOffset).containsExactly(2L);
        assertThat(registry.get("penstock.writer.tokens.disbelieved").counter().count())
                .isEqualTo(1);
    }

    /// The first row is there. The third is the second of those that are missing, and bad.
    @Test
    void aBadRowAmongThoseThatAreMissingIsNotTakenForAnotherOfItsBlock() throws InterruptedException {
        sink.stored.add(1L);
        sink.namesRows = true;
        sink.poison.add(3L);
        sink.script.add(new InsertResult.Stored(1));
        Settlement begun =
                Settlement.again(new Batch(List.of(good(1), good(2), good(3)), Trigger.INTENT), ORIGIN, REVISION);

        assertThat(settler.attempt(begun)).isEqualTo(new Settled(3, 4, 2, List.of(new OffsetRange(3, 3)), List.of()));

        assertThat(sink.stored).containsExactlyInAnyOrder(1L, 2L);
    }

    /// What is left of a refused block whose first half was stored holds the bad row: no insert is spent on it.
    @Test
    void aBadRowIsSearchedWithoutTryingWhatMustBeRefused() throws InterruptedException {
        sink.poison.add(8L);
        SourceRecord[] records =
                LongStream.rangeClosed(1, 8).mapToObj(offset -> good(offset)).toArray(SourceRecord[]::new);

        assertThat(settler.attempt(settlement(records))).isInstanceOf(Settled.class);

        assertThat(sink.tried).extracting(Block::firstOffset).containsExactly(1L, 1L, 5L, 7L, 8L);
        assertThat(sink.tried).extracting(block -> block.rows().size()).containsExactly(8, 4, 2, 1, 1);
        assertThat(sink.stored).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    /// One insert that is refused, one that is stored, and one for each bad row, which says why.
    @Test
    void badRowsAreSearchedForOnACopyAndTheOthersStoredAtOnce() throws InterruptedException {
        sink.copies = true;
        sink.poison.addAll(Set.of(3L, 8L, 57L));
        SourceRecord[] records =
                LongStream.rangeClosed(1, 100).mapToObj(offset -> good(offset)).toArray(SourceRecord[]::new);

        assertThat(settler.attempt(settlement(records)))
                .isEqualTo(new Settled(
                        100,
                        4,
                        97,
                        List.of(new OffsetRange(3, 3), new OffsetRange(8, 8), new OffsetRange(57, 57)),
                        List.of()));

        assertThat(sink.tried).extracting(block -> block.rows().size()).containsExactly(100, 97, 1, 1, 1);
        assertThat(sink.trials).hasSizeLessThan(30);
        assertThat(sink.trialsOpen).isZero();
        assertThat(registry.get("penstock.writer.trials")
                        .tag("outcome", "passed")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void rowsThatACopyNamesAreTakenOutOfIt() throws InterruptedException {
        sink.copies = true;
        sink.script.add(new InsertResult.Poison(OptionalInt.empty(), "", 6, "no number"));
        sink.namesRows = true;
        sink.poison.addAll(Set.of(2L, 4L));

        assertThat(settler.attempt(settlement(good(1), good(2), good(3), good(4), good(5))))
                .isEqualTo(new Settled(5, 4, 3, List.of(new OffsetRange(2, 2), new OffsetRange(4, 4)), List.of()));

        assertThat(sink.tried).extracting(block -> block.rows().size()).containsExactly(5, 3, 1, 1);
    }

    /// A copy is no verdict: the row it does not refuse is found as if there were none.
    @Test
    void whatACopyTakesAndTheTableDoesNotIsFoundByInserts() throws InterruptedException {
        sink.copies = true;
        sink.poison.addAll(Set.of(3L, 8L));
        sink.blindSpots.add(8L);
        SourceRecord[] records =
                LongStream.rangeClosed(1, 16).mapToObj(offset -> good(offset)).toArray(SourceRecord[]::new);

        assertThat(settler.attempt(settlement(records)))
                .isEqualTo(new Settled(16, 4, 14, List.of(new OffsetRange(3, 3), new OffsetRange(8, 8)), List.of()));

        int searched = sink.trials.size();
        assertThat(sink.tried.getFirst().rows()).hasSize(16);
        assertThat(sink.tried.get(1).rows()).hasSize(15);
        assertThat(sink.tried.get(2).rows().size()).isBetween(7, 8);
        assertThat(sink.trials).hasSize(searched);
    }

    @Test
    void aCopyThatTakesAllIsNotAskedAgain() throws InterruptedException {
        sink.copies = true;
        sink.poison.add(3L);
        sink.blindSpots.add(3L);

        assertThat(settler.attempt(settlement(good(1), good(2), good(3), good(4))))
                .isEqualTo(new Settled(4, 4, 3, List.of(new OffsetRange(3, 3)), List.of()));

        assertThat(sink.trials).hasSize(1);
        assertThat(sink.trialsOpen).isZero();
    }

    @Test
    void aLookThatFailsSettlesNothing() throws InterruptedException {
        sink.blind = new InsertResult.Retry("rows_not_counted", "");
        Settlement begun = Settlement.again(new Batch(List.of(good(1)), Trigger.INTENT), ORIGIN, REVISION);

        assertThat(settler.attempt(begun)).isEqualTo(new Waiting(Obstacle.CLICKHOUSE, "rows_not_counted"));
        assertThat(sink.tried).isEmpty();

        sink.blind = new InsertResult.Halt("clickhouse_497", "");
        assertThat(settler.attempt(begun)).isEqualTo(new Halted("clickhouse_497"));
    }

    @Test
    void aGoodInsertIsBelievedWithoutALook() throws InterruptedException {
        settler.attempt(settlement(good(1)));

        assertThat(sink.looked).isEmpty();
    }

    @Test
    void monthsThatAreStoredAreNotSentAgain() throws InterruptedException {
        sink.script.add(new InsertResult.Stored(1));
        sink.script.add(new InsertResult.Retry("clickhouse_unreachable", ""));
        Settlement settlement = settlement(at(1, "2026-03-01T00:00:00Z"), at(2, "2026-04-01T00:00:00Z"));

        settler.attempt(settlement);
        settler.attempt(settlement);

        assertThat(sink.tried).extracting(Block::firstOffset).containsExactly(1L, 2L, 2L);
    }

    @Test
    void lettersThatAreNotAcknowledgedHoldTheBatchAndAreSentAgainAlone() throws InterruptedException {
        box.refuse.add(3L);
        Settlement settlement = settlement(good(1), record(2, new byte[0]), record(3, new byte[0]));

        assertThat(settler.attempt(settlement)).isEqualTo(new Waiting(Obstacle.DEAD_LETTERS, "refused"));
        box.refuse.clear();
        box.published.clear();

        assertThat(settler.attempt(settlement))
                .isEqualTo(new Settled(3, 4, 1, List.of(new OffsetRange(2, 3)), List.of()));
        assertThat(box.published).extracting(letter -> letter.record().offset()).containsExactly(3L);
        assertThat(sink.tried).hasSize(1);
    }

    @Test
    void aBadRowThatIsNamedIsCutOutAndTheOthersAreStored() throws InterruptedException {
        sink.poison.add(12L);
        sink.namesRows = true;

        Outcome outcome = settler.attempt(settlement(good(10), good(11), good(12), good(13)));

        assertThat(outcome).isEqualTo(new Settled(13, 4, 3, List.of(new OffsetRange(12, 12)), List.of()));
        assertThat(box.published.getFirst().cause().cause()).isEqualTo("refused_by_clickhouse");
        assertThat(sink.stored).containsExactlyInAnyOrder(10L, 11L, 13L);
    }

    @Test
    void theLineOfABatchIsAcknowledgedBeforeItIsSettled() throws InterruptedException {
        sink.poison.add(6L);
        ledger.refusals = 1;
        Settlement settlement = settlement(good(5), good(6), record(7, new byte[0]), good(8).lifted());

        assertThat(settler.attempt(settlement)).isEqualTo(new Waiting(Obstacle.LEDGER, "refused"));
        assertThat(settler.attempt(settlement)).isInstanceOf(Settled.class);

        assertThat(ledger.published).hasSize(2);
        LedgerRecord.WriterBatch line = (LedgerRecord.WriterBatch) ledger.published.getLast();
        assertThat(line).isEqualTo(ledger.published.getFirst());
        assertThat(List.of(line.first(), line.last())).containsExactly(5L, 8L);
        assertThat(line.counts().stream()
                        .map(count -> count.organization() + " " + count.stream() + " " + count.outcome() + " "
                                + count.events()))
                .containsExactlyInAnyOrder(
                        "acme default stored 2",
                        "acme default returned 1",
                        "acme default dead_lettered 1",
                        "_none  dead_lettered 1");
    }

    @Test
    void aBatchThatIsMadeAgainGivesTheSameLine() throws InterruptedException {
        Settlement settlement = settlement(good(5), good(6), record(7, new byte[0]));
        settler.attempt(settlement);
        settler.attempt(settlement.anew());

        assertThat(ledger.published).hasSize(2);
        assertThat(ledger.published.getFirst()).isEqualTo(ledger.published.getLast());
    }

    @Test
    void badRowsThatAreNotNamedAreFoundByHalving() throws InterruptedException {
        SourceRecord[] records = new SourceRecord[200];
        for (int i = 0; i < records.length; i++) {
            records[i] = good(i);
        }
        sink.poison.addAll(Set.of(0L, 77L, 199L));

        Outcome outcome = settler.attempt(settlement(records));

        assertThat(outcome)
                .isEqualTo(new Settled(
                        199,
                        4,
                        197,
                        List.of(new OffsetRange(0, 0), new OffsetRange(77, 77), new OffsetRange(199, 199)),
                        List.of()));
        assertThat(sink.stored).hasSize(197);
    }

    @Test
    void aBlockThatGotLostOnTheWayIsNoticedBeforeItsOffsetsAreCommitted() {
        Settlement settlement = settlement(good(7), good(8));
        settlement.plan(new BatchReader("test"), inForce());

        settlement.replace(List.of());

        assertThatThrownBy(settlement::settled).hasMessageContaining("not settled");
    }

    @Test
    void aChangedTableIsLookedAtOnceAndThenHalts() throws InterruptedException {
        sink.script.add(new InsertResult.Schema("table_misfit", ""));
        assertThat(settler.attempt(settlement(good(1)))).isInstanceOf(Settled.class);
        assertThat(sink.refreshed).isEqualTo(1);

        sink.script.add(new InsertResult.Schema("table_misfit", ""));
        sink.script.add(new InsertResult.Schema("table_misfit", ""));
        assertThat(settler.attempt(settlement(good(2)))).isEqualTo(new Halted("table_misfit"));
    }

    @Test
    void aHaltGivesNothingUp() throws InterruptedException {
        sink.script.add(new InsertResult.Halt("clickhouse_497", ""));

        assertThat(settler.attempt(settlement(good(1), record(2, new byte[0]))))
                .isEqualTo(new Halted("clickhouse_497"));
        assertThat(box.published).isEmpty();
    }

    @Test
    void aBlockTooLargeIsSentInTwo() throws InterruptedException {
        sink.script.add(new InsertResult.TooLarge(2));

        settler.attempt(settlement(good(1), good(2), good(3)));

        assertThat(sink.tried).extracting(block -> block.rows().size()).containsExactly(3, 2, 1);
    }

    @Test
    void aBatchEndsBeforeItsThirteenthMonth() throws InterruptedException {
        SourceRecord[] records = new SourceRecord[15];
        for (int i = 0; i < records.length; i++) {
            records[i] =
                    at(i, MAY.atZone(ZoneOffset.UTC).minusMonths(i).toInstant().toString());
        }
        Settlement settlement = settlement(records);

        Settled settled = (Settled) settler.attempt(settlement);

        assertThat(settled.through()).isEqualTo(11);
        assertThat(settlement.batch().after(settled.through())).hasSize(3);
    }

    @Test
    void theDelayIsThatOfTheOldestEvent() throws InterruptedException {
        settler.attempt(settlement(good(1)));

        assertThat(registry.get("penstock.writer.delay").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void whatAStreamLetsPassIsCountedOnceItsBatchIsSettled() throws InterruptedException {
        StreamFact warning = new StreamFact(
                StreamName.DEFAULT, 1, "{\"schema\": {\"required\": [\"missing\"]}, \"schema_mode\": \"warn\"}");
        rules = new InForce(new Normalizer(DefinitionSet.of(List.of(warning))), Map.of(), Map.of());
        sink.script.add(new InsertResult.Retry("clickhouse_241", ""));
        Settlement settlement = settlement(good(1), good(2));

        settler.attempt(settlement);
        assertThat(registry.get("penstock.writer.tolerated").counter().count()).isZero();
        settler.attempt(settlement);

        assertThat(registry.get("penstock.writer.tolerated").counter().count()).isEqualTo(2);
        assertThat(sink.stored).containsExactlyInAnyOrder(1L, 2L);
    }

    private static InForce inForce() {
        return new InForce(new Normalizer(Definitions.NONE), Map.of(), Map.of());
    }

    private static Settlement settlement(SourceRecord... records) {
        return Settlement.first(new Batch(List.of(records), Trigger.LINGER), ORIGIN, REVISION);
    }

    private static SourceRecord good(long offset) {
        return record(offset, EventCodec.encode(SampleEvents.event(MAY, "{}")));
    }

    private static SourceRecord at(long offset, String time) {
        return record(offset, EventCodec.encode(SampleEvents.event(Instant.parse(time), "{}")));
    }

    private static SourceRecord record(long offset, byte @Nullable [] value) {
        return new SourceRecord(offset, 4, 0, value, 0);
    }
}
