package dev.penstock.sink.encode;

/// What became of a block on its way to bytes.
public sealed interface Encoding {

    /// All rows are encoded.
    record Complete(EncodedBlock block) implements Encoding {}

    /// Only the first `rows` fit into one insert; at least one does.
    record Full(int rows) implements Encoding {}

    /// One row has a value its column cannot hold. Nothing of the block is encoded.
    ///
    /// @param row its index in the block
    record Unencodable(int row, String column, String detail) implements Encoding {}
}
