package dev.penstock.sink.failure;

import java.util.OptionalInt;

/// What became of one insert. Whoever sends blocks must decide each case.
///
/// A `detail` is ClickHouse's own text and may quote the rows: it belongs into a dead letter, never into a log. A
/// `reason` is ours and safe everywhere.
public sealed interface InsertResult {

    /// All rows are in the table, by this insert or by an earlier one of the same token.
    record Stored(int bytes) implements InsertResult {}

    /// ClickHouse may take the same bytes later; perhaps it already has.
    ///
    /// @param viewBehind whether the rows may be in the table and not in what a view makes of them, so that to
    /// find them says nothing: the same block under the same token runs the view
    record Retry(String reason, String detail, boolean viewBehind) implements InsertResult {

        public Retry(String reason, String detail) {
            this(reason, detail, false);
        }

        /// Whether ClickHouse had not the memory for it: a smaller block may pass.
        public boolean isShortOfMemory() {
            return reason.equals(InsertFailures.MEMORY);
        }
    }

    /// The table is not the one the bytes were made for.
    record Schema(String reason, String detail) implements InsertResult {}

    /// ClickHouse, or the encoder before it, will never take one of these rows. None is stored.
    ///
    /// @param row the index of the row within the block, when it is known
    /// @param column empty when ClickHouse did not say
    /// @param code ClickHouse's number, 0 when the encoder found it
    record Poison(OptionalInt row, String column, int code, String detail) implements InsertResult {}

    /// The block is larger than one insert may be.
    ///
    /// @param fitting how many rows from its beginning fit, at least one
    record TooLarge(int fitting) implements InsertResult {}

    /// Nothing can be inserted until somebody acts.
    record Halt(String reason, String detail) implements InsertResult {}
}
