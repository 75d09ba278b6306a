package dev.penstock.local.clickhouse;

/// What the engine counted for one statement. Rows written include what dependent views wrote and what
/// deduplication dropped, as in ClickHouse.
record Statistics(
        long readRows,
        long readBytes,
        long writtenRows,
        long writtenBytes,
        long resultRows,
        long resultBytes,
        long elapsedNanos) {

    static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0);

    Statistics plus(Statistics other) {
        return new Statistics(
                readRows + other.readRows,
                readBytes + other.readBytes,
                writtenRows + other.writtenRows,
                writtenBytes + other.writtenBytes,
                resultRows + other.resultRows,
                resultBytes + other.resultBytes,
                elapsedNanos + other.elapsedNanos);
    }

    /// The value of `X-ClickHouse-Summary`.
    String json() {
        return "{\"read_rows\":\"" + readRows + "\",\"read_bytes\":\"" + readBytes + "\",\"written_rows\":\""
                + writtenRows
                + "\",\"written_bytes\":\"" + writtenBytes + "\",\"total_rows_to_read\":\"0\",\"result_rows\":\""
                + (resultRows + writtenRows) + "\",\"result_bytes\":\"" + (resultBytes + writtenBytes)
                + "\",\"elapsed_ns\":\"" + elapsedNanos + "\"}";
    }
}
