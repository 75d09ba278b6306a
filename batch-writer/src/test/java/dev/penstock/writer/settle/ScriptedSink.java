package dev.penstock.writer.settle;

import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Absence;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.block.StoredRow;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.Presence;
import dev.penstock.sink.insert.TrialResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers by script first; afterwards as a table that refuses some offsets, or all rows of some streams.
final class ScriptedSink implements BlockSink {

    final Deque<InsertResult> script = new ArrayDeque<>();
    final Set<Long> poison = new HashSet<>();
    final Set<String> poisonedStreams = new HashSet<>();
    final List<Block> tried = new ArrayList<>();
    final List<Block> looked = new ArrayList<>();
    final List<Block> anyway = new ArrayList<>();
    final Set<Long> stored = new HashSet<>();

    @Nullable
    InsertResult blind;

    boolean namesRows;

    /// Whether it can be copied to try blocks on, and what a copy does not refuse.
    boolean copies;

    final Set<Long> blindSpots = new HashSet<>();
    final List<Block> trials = new ArrayList<>();
    int trialsOpen;
    int refreshed;

    @Override
    public InsertResult insert(Block block, BlockOrigin origin) {
        tried.add(block);
        InsertResult scripted = script.poll();
        if (scripted != null) {
            return scripted;
        }
        return take(block);
    }

    private InsertResult take(Block block) {
        InsertResult.Poison poisoned = refusal(block);
        if (poisoned != null) {
            return poisoned;
        }
        block.rows().forEach(row -> stored.add(row.offset()));
        return new InsertResult.Stored(1);
    }

    private InsertResult.@Nullable Poison refusal(Block block) {
        List<PlacedRow> rows = block.rows();
        for (int i = 0; i < rows.size(); i++) {
            PlacedRow row = rows.get(i);
            if (poison.contains(row.offset()) || poisonedStreams.contains(row.row().stream())) {
                return new InsertResult.Poison(
                        namesRows ? OptionalInt.of(i) : OptionalInt.empty(), "", 469, "violated");
            }
        }
        return null;
    }

    @Override
    public InsertResult insertAnyway(Block block, BlockOrigin origin) {
        anyway.add(block);
        return take(block);
    }

    @Override
    public Presence presence(Block block, BlockOrigin origin) {
        looked.add(block);
        if (blind != null) {
            return new Presence.Unknown(blind);
        }
        Set<StoredRow> found = new HashSet<>();
        for (PlacedRow row : block.rows()) {
            if (stored.contains(row.offset())) {
                found.add(new StoredRow(row.offset(), row.row().eventId()));
            }
        }
        return Absence.of(block, found).<Presence>map(Presence.Partial::new).orElseGet(Presence.Complete::new);
    }

    @Override
    public Trial trial(Shape shape) {
        trialsOpen++;
        return new Trial() {
            @Override
            public TrialResult insert(Block block, BlockOrigin origin) {
                if (!copies) {
                    return new TrialResult.Undecided("clickhouse_497");
                }
                trials.add(block);
                List<PlacedRow> seen = block.rows().stream()
                        .filter(row -> !blindSpots.contains(row.offset()))
                        .toList();
                InsertResult.Poison poisoned = seen.isEmpty() ? null : refusal(new Block(seen));
                return poisoned == null ? new TrialResult.Passed() : new TrialResult.Refused(poisoned);
            }

            @Override
            public void close() {
                trialsOpen--;
            }
        };
    }

    @Override
    public void refresh() {
        refreshed++;
    }
}
