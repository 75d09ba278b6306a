package dev.penstock.ctl.dlq;

import java.util.ArrayList;
import java.util.List;

/// Cuts long lists.
final class Chunks {

    private Chunks() {}

    /// Parts of `most` elements, and a last one of what is left.
    static <T> List<List<T>> of(List<T> all, int most) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            chunks.add(all.subList(from, Math.min(from + most, all.size())));
        }
        return chunks;
    }
}
