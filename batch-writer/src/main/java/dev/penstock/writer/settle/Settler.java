package dev.penstock.writer.settle;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.stream.StreamName;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.control.InForce;
import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.fuse.FuseLimits;
import dev.penstock.writer.fuse.Trip;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.insert.InsertMetrics;
import dev.penstock.writer.park.Parked;
import dev.penstock.writer.settle.Outcome.Blown;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Waiting;
import dev.penstock.writer.trace.InsertTracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Settles batches: rows into ClickHouse first, then what has no row into the dead letters, and the events of halted
/// streams to where they are parked, so that a bad row keeps no good one waiting. Trouble of ClickHouse never makes a
/// dead letter, and no letter goes out while a fuse may still blow: what is parked later was never given up. Last goes
/// the line of the ledger, so that nothing is committed that is not counted.
///
/// Thread-safe; each attempt works on a settlement of its own.
public final class Settler {

    // Rows of a stream that ClickHouse refused in one batch before the other streams' rows go first: a few may be all
    // there are, and to part the blocks costs an insert for each.
    static final int SUSPICIOUS = 4;

    private final BatchReader reader;
    private final LongFunction<InForce> rules;
    private final FuseLimits fuse;
    private final BlockSink sink;
    private final Delivery delivery;
    private final InsertGate gate;
    private final InsertMetrics inserts;
    private final InsertTracing tracing;
    private final LetterBox letters;
    private final ParkingPlace parkingPlace;
    private final Ledger ledger;
    private final SettleMetrics metrics;
    private final InstantSource clock;

    Settler(
            BatchReader reader,
            LongFunction<InForce> rules,
            FuseLimits fuse,
            BlockSink sink,
            Delivery delivery,
            InsertGate gate,
            InsertMetrics inserts,
            InsertTracing tracing,
            LetterBox letters,
            ParkingPlace parkingPlace,
            Ledger ledger,
            SettleMetrics metrics,
            InstantSource clock) {
        this.reader = reader;
        this.rules = rules;
        this.fuse = fuse;
        this.sink = sink;
        this.delivery = delivery;
        this.gate = gate;
        this.inserts = inserts;
        this.tracing = tracing;
        this.letters = letters;
        this.parkingPlace = parkingPlace;
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Brings a settlement as far as it goes now. Blocks for the time of the inserts and acknowledgements.
    ///
    /// @throws InterruptedException when the writer stops; the settlement is to be dropped then
    public Outcome attempt(Settlement settlement) throws InterruptedException {
        Plan plan = settlement.plan(reader, rules.apply(settlement.revision()));
        if (plan.undecided() != null) {
            return plan.undecided();
        }
        Outcome blown = blown(settlement);
        if (blown != null) {
            return blown;
        }
        for (Block block = settlement.nextBlock(); block != null; block = settlement.nextBlock()) {
            // An insert of one row is made all the same: its answer says why.
            if (block.rows().size() > 1 && settlement.isRefusedAnyway(block)) {
                settlement.halve(block);
                continue;
            }
            InsertGate.Entry entry = gate.enter();
            if (entry != InsertGate.Entry.OPEN) {
                return entry == InsertGate.Entry.CLOSED
                        ? new Waiting(Obstacle.BREAKER, "clickhouse_unreachable")
                        : new Waiting(Obstacle.PARTS, "too_many_parts");
            }
            Outcome obstacle = apply(settlement, block, insert(settlement, block));
            if (obstacle != null) {
                return obstacle;
            }
        }
        if (!settlement.letters().isEmpty()) {
            DeadLetterPublisher.Result result = letters.publish(settlement.letters());
            settlement.unacknowledged(result.unacknowledged());
            if (!result.unacknowledged().isEmpty()) {
                return new Waiting(Obstacle.DEAD_LETTERS, result.reason());
            }
        }
        if (!settlement.parked().isEmpty()) {
            AcknowledgedSends.Result<Parked> result = parkingPlace.publish(settlement.parked());
            settlement.unparked(result.unacknowledged());
            if (!result.unacknowledged().isEmpty()) {
                return new Waiting(Obstacle.PARKED, result.reason());
            }
        }
        if (!settlement.isEntered()) {
            AcknowledgedSends.Result<LedgerRecord> result = ledger.publish(settlement.line());
            if (!result.unacknowledged().isEmpty()) {
                return new Waiting(Obstacle.LEDGER, result.reason());
            }
            settlement.entered();
        }
        metrics.tolerated(plan.tolerated());
        return settlement.settled();
    }

    private @Nullable Outcome blown(Settlement settlement) {
        List<Trip> trips = settlement.tally().trips(fuse);
        return trips.isEmpty() ? null : new Blown(trips);
    }

    private InsertResult insert(Settlement settlement, Block block) throws InterruptedException {
        long started = System.nanoTime();
        boolean doubtful = settlement.doubtful();
        boolean finished = false;
        InsertTracing.TracedInsert traced = tracing.begin(settlement.batch(), block, settlement.origin());
        try {
            InsertResult result = delivery.deliver(block, settlement.origin(), doubtful, settlement.viewBehind());
            finished = true;
            Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
            gate.left(result, block.rows().size(), !doubtful, elapsed);
            inserts.tried(outcome(result), elapsed);
            if (traced != null) {
                traced.end(outcome(result).tag(), result instanceof InsertResult.Stored);
            }
            return result;
        } finally {
            if (!finished) {
                gate.unused();
            }
        }
    }

    // What keeps the batch from going on, or null when it may.
    private @Nullable Outcome apply(Settlement settlement, Block block, InsertResult result)
            throws InterruptedException {
        return switch (result) {
            case InsertResult.Stored stored -> {
                settlement.stored(block);
                metrics.queryable(Duration.between(oldest(block), clock.instant()));
                yield null;
            }
            case InsertResult.Retry retry -> {
                settlement.doubt(retry.viewBehind());
                yield new Waiting(Obstacle.CLICKHOUSE, retry.reason());
            }
            case InsertResult.Schema schema -> {
                sink.refresh();
                if (settlement.mayRefresh()) {
                    yield null;
                }
                settlement.forgetRefresh();
                yield new Halted(schema.reason());
            }
            case InsertResult.Poison poison -> isolate(settlement, block, poison);
            case InsertResult.TooLarge large -> {
                settlement.replace(block.splitAt(large.fitting()));
                yield null;
            }
            case InsertResult.Halt halt -> {
                sink.refresh();
                yield new Halted(halt.reason());
            }
        };
    }

    private @Nullable Outcome isolate(Settlement settlement, Block block, InsertResult.Poison poison)
            throws InterruptedException {
        if (!settlement.mayIsolate()) {
            return tooManyBadRows(settlement, block);
        }
        int size = block.rows().size();
        if (poison.row().isEmpty() && size > 1) {
            if (settlement.maySearch(block)) {
                settlement.searched(block, search(settlement, block));
            } else {
                settlement.halve(block);
            }
            return null;
        }
        StreamName stream = new StreamName(block.rows().get(poison.row().orElse(0)).row().stream());
        giveUp(settlement, block, poison.row().orElse(0), poison);
        if (settlement.tally().refusedByTrial(stream) == SUSPICIOUS) {
            settlement.postpone(stream);
        }
        return blown(settlement);
    }

    private Search.@Nullable Found search(Settlement settlement, Block block) throws InterruptedException {
        try (Trial trial = sink.trial(block.shape())) {
            return new Search(settlement, trial, gate, metrics).in(block);
        }
    }

    private void giveUp(Settlement settlement, Block block, int index, InsertResult.Poison poison) {
        PlacedRow row = block.rows().get(index);
        boolean ours = poison.code() == 0;
        DeadLetterCause cause = ours ? DeadLetterCause.VALUE_OUT_OF_RANGE : DeadLetterCause.REFUSED_BY_CLICKHOUSE;
        settlement
                .tally()
                .refuseByTrial(
                        new StreamName(row.row().stream()),
                        ours ? cause.code() + " in " + poison.column() : "clickhouse_" + poison.code());
        settlement.giveUp(
                block,
                index,
                reader.refused(
                        settlement.recordAt(row.offset()),
                        row.row(),
                        settlement.origin(),
                        cause,
                        ours ? poison.detail() : "clickhouse_" + poison.code() + ": " + poison.detail(),
                        poison.column()));
    }

    // The stream that has most of the bad rows is searched alone; one that is alone already is halted.
    private @Nullable Outcome tooManyBadRows(Settlement settlement, Block block) {
        StreamName suspect = Suspects.first(block, settlement.tally());
        if (Suspects.isAlone(block)) {
            settlement.forgetIsolations();
            return new Blown(List.of(settlement.tally().exhausted(suspect)));
        }
        if (settlement.maySuspect(block, suspect)) {
            return null;
        }
        settlement.forgetIsolations();
        return new Halted("too_many_bad_rows");
    }

    private static Instant oldest(Block block) {
        List<PlacedRow> rows = block.rows();
        long oldest = Long.MAX_VALUE;
        for (PlacedRow row : rows) {
            oldest = Math.min(oldest, row.row().receivedAtMillis());
        }
        return Instant.ofEpochMilli(oldest);
    }

    private static InsertMetrics.Outcome outcome(InsertResult result) {
        return switch (result) {
            case InsertResult.Stored stored -> InsertMetrics.Outcome.STORED;
            case InsertResult.Retry retry -> InsertMetrics.Outcome.RETRY;
            case InsertResult.Schema schema -> InsertMetrics.Outcome.SCHEMA;
            case InsertResult.Poison poison -> InsertMetrics.Outcome.POISON;
            case InsertResult.TooLarge large -> InsertMetrics.Outcome.TOO_LARGE;
            case InsertResult.Halt halt -> InsertMetrics.Outcome.HALT;
        };
    }
}
