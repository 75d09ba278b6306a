package dev.penstock.edge.admit;

import org.springframework.util.unit.DataSize;

/// How much of the heap a buffer may have when nobody has said so: an eighth, with a ceiling above which more would
/// only be a longer queue.
///
/// An eighth, because a body in flight takes up to three times its bytes (itself, its events, their records), so that
/// bodies and the producer's buffer together stay at half of the heap. It rests on one overload run of 100 s
/// with a heap of 256 MB (ADR 7).
public final class HeapShare {

    private static final int PARTS = 8;

    private HeapShare() {}

    /// An eighth of the heap of this process, within the two.
    public static DataSize between(DataSize least, DataSize most) {
        return of(Runtime.getRuntime().maxMemory(), least, most);
    }

    static DataSize of(long heap, DataSize least, DataSize most) {
        return DataSize.ofBytes(Math.clamp(heap / PARTS, least.toBytes(), most.toBytes()));
    }
}
