package dev.penstock.edge.http;

/// A body as it was sent. A class, not a record: a record with an array would compare it by identity while looking
/// like a value. Whoever has it owns the array.
final class Body {

    private final byte[] bytes;
    private final int size;

    Body(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    /// The array, of which the first [#size] bytes count.
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }
}
