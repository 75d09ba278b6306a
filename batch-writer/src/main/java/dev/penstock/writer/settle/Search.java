package dev.penstock.writer.settle;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.insert.TrialResult;
import dev.penstock.writer.insert.InsertGate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the bad rows of a refused block by halving it on a copy of its table that keeps nothing.
///
/// On the table itself every half that is good would be stored: a part each, and several times what it costs to be
/// refused (ADR 29). What is found here is no verdict: each row that is suspected is inserted alone afterwards, and
/// what is said of that counts.
///
/// For one block. Not thread-safe.
final class Search {

    // Rows of one search; the rest of the block is inserted, and searched anew when it is refused. So a stream of which
    // every row is bad meets its fuse after a few dozen.
    private static final int MOST = 32;

    // Suspects of one stream, before the others' rows are stored first.
    private static final int MOST_BESIDE_OTHERS = Settler.SUSPICIOUS;

    private final Settlement settlement;
    private final Trial trial;
    private final InsertGate gate;
    private final SettleMetrics metrics;
    private final Deque<Block> open = new ArrayDeque<>();
    private final List<PlacedRow> good = new ArrayList<>();
    private final List<Block> suspects = new ArrayList<>();
    private final Map<String, Integer> suspectsOf = new HashMap<>();

    // The second half of a refused block, while nothing else was refused since.
    private @Nullable Block secondHalf;

    Search(Settlement settlement, Trial trial, InsertGate gate, SettleMetrics metrics) {
        this.settlement = settlement;
        this.trial = trial;
        this.gate = gate;
        this.metrics = metrics;
    }

    /// Searches `block`, which its table has refused for a row it did not name.
    ///
    /// @return null when the copy takes it, or cannot be asked
    @Nullable
    Found in(Block block) throws InterruptedException {
        if (!(attempt(block, settlement.origin()) instanceof TrialResult.Refused)) {
            return null;
        }
        boolean alone = Suspects.isAlone(block);
        halve(block);
        while (!open.isEmpty() && !isEnough(alone)) {
            Block next = open.removeFirst();
            boolean refused = next.equals(secondHalf);
            if (refused && next.rows().size() > 1) {
                halve(next);
                continue;
            }
            TrialResult result = refused ? null : attempt(next, settlement.origin());
            if (result instanceof TrialResult.Passed) {
                good.addAll(next.rows());
            } else if (result instanceof TrialResult.Undecided) {
                open.addFirst(next);
                break;
            } else if (!refuse(next, result)) {
                open.addFirst(next);
                break;
            }
        }
        return found();
    }

    // False when enough was refused.
    private boolean refuse(Block block, @Nullable TrialResult result) {
        if (!settlement.mayIsolate()) {
            return false;
        }
        int row = result instanceof TrialResult.Refused refused
                ? refused.why().row().orElse(-1)
                : -1;
        if (row < 0 && block.rows().size() > 1) {
            halve(block);
            return true;
        }
        int index = Math.max(0, row);
        PlacedRow suspect = block.rows().get(index);
        suspects.add(new Block(List.of(suspect)));
        suspectsOf.merge(suspect.row().stream(), 1, Integer::sum);
        block.without(index).forEach(open::addFirst);
        secondHalf = null;
        return true;
    }

    private void halve(Block block) {
        List<Block> halves = block.splitAt(block.rows().size() / 2);
        halves.reversed().forEach(open::addFirst);
        secondHalf = halves.getLast();
    }

    private boolean isEnough(boolean alone) {
        return suspects.size() >= MOST
                || (!alone && suspectsOf.values().stream().anyMatch(count -> count >= MOST_BESIDE_OTHERS));
    }

    private Found found() {
        List<PlacedRow> rest = new ArrayList<>();
        open.forEach(block -> rest.addAll(block.rows()));
        return new Found(
                good.isEmpty() ? null : new Block(good),
                List.copyOf(suspects),
                rest.isEmpty() ? null : new Block(rest));
    }

    private TrialResult attempt(Block block, BlockOrigin origin) throws InterruptedException {
        InsertGate.Entry entry = gate.enter();
        if (entry != InsertGate.Entry.OPEN) {
            return new TrialResult.Undecided("clickhouse_busy");
        }
        try {
            TrialResult result = trial.insert(block, origin);
            metrics.tried(result);
            return result;
        } finally {
            // What it took says nothing of an insert.
            gate.unused();
        }
    }

    /// What a block falls into; each row is in one of them.
    ///
    /// @param good rows the copy has taken
    /// @param suspects rows it has refused, one a block
    /// @param rest what was not searched
    record Found(
            @Nullable Block good,
            List<Block> suspects,
            @Nullable Block rest) {

        List<Block> blocks() {
            List<Block> all = new ArrayList<>();
            if (good != null) {
                all.add(good);
            }
            all.addAll(suspects);
            if (rest != null) {
                all.add(rest);
            }
            return all;
        }
    }
}
