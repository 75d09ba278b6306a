package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.AsideRecord;
import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.BlockInserts;
import dev.penstock.sink.insert.Presence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Brings the blocks of a chunk into their tables, through the writer's sink, and says which rows no table takes.
/// Thread-safe.
final class ShadowInserts {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    // Inserts that may be spent on rows that ClickHouse refuses, of one chunk. Beyond, it is not some rows.
    private static final int MOST_ISOLATIONS = 256;

    private final BlockInserts sink;

    ShadowInserts(BlockInserts sink) {
        this.sink = sink;
    }

    /// Inserts all of it.
    ///
    /// @param doubtful whether rows of it may be there already, from a run that was ended
    /// @return the rows that are not there
    /// @throws ReplayRefusedException when ClickHouse does not take it for ten minutes, or somebody must act first
    List<AsideRecord> insert(List<Block> chunk, BlockOrigin origin, boolean doubtful) throws InterruptedException {
        Deque<Block> blocks = new ArrayDeque<>(chunk);
        List<AsideRecord> refused = new ArrayList<>();
        int isolations = 0;
        boolean refreshed = false;
        boolean unsure = doubtful;
        long firstFailure = 0;
        Duration pause = Duration.ofSeconds(1);
        while (!blocks.isEmpty()) {
            Block block = blocks.getFirst();
            switch (deliver(block, origin, unsure)) {
                case InsertResult.Stored stored -> {
                    blocks.removeFirst();
                    unsure = doubtful;
                    firstFailure = 0;
                    pause = Duration.ofSeconds(1);
                }
                case InsertResult.Retry retry -> {
                    unsure = true;
                    long now = System.nanoTime();
                    firstFailure = firstFailure == 0 ? now : firstFailure;
                    if (now - firstFailure > PATIENCE.toNanos()) {
                        throw stopped(retry.reason());
                    }
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
                case InsertResult.Schema schema -> {
                    if (refreshed) {
                        throw stopped(schema.reason() + ", " + schema.detail());
                    }
                    refreshed = true;
                    sink.refresh();
                }
                case InsertResult.TooLarge large -> replace(blocks, block.splitAt(large.fitting()));
                case InsertResult.Halt halt -> throw stopped(halt.reason());
                case InsertResult.Poison poison -> {
                    isolations++;
                    if (isolations > MOST_ISOLATIONS) {
                        throw stopped("more than " + MOST_ISOLATIONS + " rows from offset " + block.firstOffset()
                                + " of partition " + origin.partition() + " on are refused, the last by error "
                                + poison.code());
                    }
                    if (poison.row().isEmpty() && block.rows().size() > 1) {
                        replace(blocks, block.splitAt(block.rows().size() / 2));
                    } else {
                        int index = poison.row().orElse(0);
                        refused.add(aside(block.rows().get(index), origin, poison));
                        replace(blocks, block.without(index));
                    }
                }
            }
        }
        return refused;
    }

    private InsertResult deliver(Block block, BlockOrigin origin, boolean unsure) throws InterruptedException {
        if (!unsure) {
            return sink.insert(block, origin);
        }
        return switch (sink.presence(block, origin)) {
            case Presence.Complete complete -> new InsertResult.Stored(0);
            case Presence.Unknown unknown -> unknown.why();
            // Under the token of the whole block: the first insert may still be running somewhere.
            case Presence.Partial partial -> prove(block, origin, sink.insert(block, origin));
        };
    }

    // A token that is known says nothing of the rows: they may have been deleted since.
    private InsertResult prove(Block block, BlockOrigin origin, InsertResult result) throws InterruptedException {
        if (!(result instanceof InsertResult.Stored)) {
            return result;
        }
        return switch (sink.presence(block, origin)) {
            case Presence.Complete complete -> result;
            case Presence.Unknown unknown -> unknown.why();
            case Presence.Partial partial -> sink.insertAnyway(partial.missing(), origin);
        };
    }

    private static void replace(Deque<Block> blocks, List<Block> others) {
        blocks.removeFirst();
        others.reversed().forEach(blocks::addFirst);
    }

    private static AsideRecord aside(PlacedRow row, BlockOrigin origin, InsertResult.Poison poison) {
        DeadLetterCause cause =
                poison.code() == 0 ? DeadLetterCause.VALUE_OUT_OF_RANGE : DeadLetterCause.REFUSED_BY_CLICKHOUSE;
        return new AsideRecord(origin.partition(), row.offset(), row.row().stream(), cause.code(), poison.column());
    }

    private static ReplayRefusedException stopped(String why) {
        return ReplayRefusedException.stopped(
                "ClickHouse does not take the rows (" + why + ")",
                "repair that and run the same command again, which goes on from here");
    }
}
