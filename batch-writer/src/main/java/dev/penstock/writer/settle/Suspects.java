package dev.penstock.writer.settle;

import dev.penstock.model.stream.StreamName;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.fuse.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whose rows are to blame when a block has more bad rows than can be searched for. Pure.
final class Suspects {

    private Suspects() {}

    /// Tells whether all rows are of one stream.
    static boolean isAlone(Block block) {
        String first = block.rows().getFirst().row().stream();
        return block.rows().stream().allMatch(row -> row.row().stream().equals(first));
    }

    /// Tells whether some row is of `stream`.
    static boolean isIn(Block block, StreamName stream) {
        return block.rows().stream().anyMatch(row -> row.row().stream().equals(stream.value()));
    }

    /// The stream of the block most of whose rows were refused so far; of several the one with the most rows in it.
    static StreamName first(Block block, Tally tally) {
        Map<String, Integer> rows = new HashMap<>();
        block.rows().forEach(row -> rows.merge(row.row().stream(), 1, Integer::sum));
        return rows.entrySet().stream()
                .max(Comparator.<Map.Entry<String, Integer>>comparingInt(
                                entry -> tally.refused(new StreamName(entry.getKey())))
                        .thenComparing(Map.Entry::getValue)
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> new StreamName(entry.getKey()))
                .orElseThrow();
    }

    /// The rows of one stream, and those of the others, each as a block of its own.
    static List<Block> apart(Block block, StreamName stream) {
        List<PlacedRow> its = new ArrayList<>();
        List<PlacedRow> others = new ArrayList<>();
        for (PlacedRow row : block.rows()) {
            (row.row().stream().equals(stream.value()) ? its : others).add(row);
        }
        return List.of(new Block(its), new Block(others));
    }
}
