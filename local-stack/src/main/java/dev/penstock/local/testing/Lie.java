package dev.penstock.local.testing;

import java.io.IOException;

/// An answer to an insert that says something else than what became of the rows, or says it badly. Whether the rows
/// were stored is another matter: [LyingClickHouse.Rows].
public enum Lie {
    /// 200, the number of an error, and its text.
    EXCEPTION_HEADER,
    /// 200 and the number of an error alone.
    EXCEPTION_HEADER_WITHOUT_TEXT,
    /// 200 and the text of an error, as a server that had sent the head already ends its answer.
    EXCEPTION_TEXT,
    /// The same in the form of newer servers.
    EXCEPTION_MARKER,
    /// 200, and the connection ends in the middle of a chunk.
    CUT_CHUNK,
    /// 200, and the connection ends before the last, empty chunk.
    NO_LAST_CHUNK,
    /// 200, and the connection ends before as much has come as was told.
    CUT_BODY,
    /// 200, and nobody can tell whether the body is all there: its length was not told.
    LENGTH_UNKNOWN,
    CUT_HEAD,
    RESET,
    /// The connection ends without a byte.
    CLOSED,
    /// 200, and one row fewer was written than was sent.
    TOO_FEW_ROWS,
    NO_ROWS,
    NO_SUMMARY,
    BROKEN_SUMMARY,
    /// 200 to another statement: a cache, or a connection that got out of step.
    ANSWER_TO_ANOTHER,
    /// Nothing, for longer than anybody waits.
    HANG,
    /// A head that never ends, a header at a time.
    SLOW_HEAD,
    /// A body that never ends, a blank at a time.
    SLOW_BODY,
    /// A load balancer's own page.
    PAGE,
    /// The same, under the headers of ClickHouse.
    PAGE_WITH_SUMMARY,
    NOT_HTTP,
    NO_CONTENT,
    /// To a place that answers 200.
    REDIRECT,
    REDIRECT_OF_THE_SAME,
    SERVER_ERROR,
    BAD_GATEWAY,
    UNAVAILABLE,
    GATEWAY_TIMEOUT,
    TOO_MANY_REQUESTS,
    /// An honest error, unless the rows were stored.
    MEMORY_ERROR,
    /// The same, from a balancer that keeps the headers for itself.
    MEMORY_ERROR_WITHOUT_HEADER;

    private static final String MEMORY = "Code: 241. DB::Exception: Memory limit (total) exceeded: would use 9.00 GiB,"
            + " maximum: 8.00 GiB. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)\n";

    private static final String MARKED =
            "\r\n__exception__\r\nhqjxoeeuxavbdxdy\r\n" + MEMORY + "\r\n150 hqjxoeeuxavbdxdy\r\n__exception__\r\n";

    private static final String MEMORY_CODE = "X-ClickHouse-Exception-Code: 241";

    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private static final String ELSEWHERE = "Location: /ping";

    private static final String PAGE_TEXT = "<html><body><h1>We are back soon</h1></body></html>\n";

    /// Whether the client learns nothing until it gives up.
    public boolean neverEnds() {
        return this == HANG || this == SLOW_HEAD || this == SLOW_BODY;
    }

    void tell(FalseAnswer answer) throws IOException {
        switch (this) {
            case EXCEPTION_HEADER -> answer.chunked(200, MEMORY, answer.summary(), MEMORY_CODE);
            case EXCEPTION_HEADER_WITHOUT_TEXT -> answer.chunked(200, "", answer.summary(), MEMORY_CODE);
            case EXCEPTION_TEXT -> answer.chunked(200, MEMORY, answer.summary());
            case EXCEPTION_MARKER ->
                answer.chunked(200, MARKED, answer.summary(), "X-ClickHouse-Exception-Tag: hqjxoeeuxavbdxdy");
            case CUT_CHUNK -> answer.cut("\r\n10\r\nCode: 2", answer.summary(), CHUNKED);
            case NO_LAST_CHUNK -> answer.cut("\r\n", answer.summary(), CHUNKED);
            case CUT_BODY -> answer.cut("\r\n\r\n", answer.summary(), "Content-Length: 100");
            case LENGTH_UNKNOWN -> answer.cut("\r\n", answer.summary(), "Connection: close");
            case CUT_HEAD -> answer.cut("X-ClickHouse-Sum");
            case RESET -> answer.reset();
            case CLOSED -> answer.close();
            case TOO_FEW_ROWS -> answer.chunked(200, "", answer.shortSummary());
            case NO_ROWS -> answer.chunked(200, "", answer.summaryOf(0));
            case NO_SUMMARY -> answer.chunked(200, "");
            case BROKEN_SUMMARY -> answer.chunked(200, "", "X-ClickHouse-Summary: {\"written_rows\":\"man");
            case ANSWER_TO_ANOTHER ->
                answer.chunked(
                        200, "", answer.summary(), "X-ClickHouse-Query-Id: 7f1b5c2e-0000-4000-8000-2f6a4c1d9e3b");
            case HANG -> answer.hang();
            case SLOW_HEAD -> answer.drip("", "X-Slow: 1\r\n", answer.summary());
            case SLOW_BODY -> answer.drip("\r\n", "1\r\n \r\n", answer.summary(), CHUNKED);
            case PAGE -> answer.whole(200, PAGE_TEXT);
            case PAGE_WITH_SUMMARY -> answer.whole(200, PAGE_TEXT, answer.summary());
            case NOT_HTTP -> answer.nonsense("SSH-2.0-OpenSSH_9.6\r\n");
            case NO_CONTENT -> answer.withoutBody(204, answer.summary());
            case REDIRECT -> answer.whole(302, "", ELSEWHERE, answer.summary());
            case REDIRECT_OF_THE_SAME -> answer.whole(307, "", ELSEWHERE, answer.summary());
            case SERVER_ERROR -> answer.whole(500, "");
            case BAD_GATEWAY -> answer.whole(502, PAGE_TEXT);
            case UNAVAILABLE -> answer.whole(503, "");
            case GATEWAY_TIMEOUT -> answer.whole(504, PAGE_TEXT);
            case TOO_MANY_REQUESTS -> answer.whole(429, "slow down\n");
            case MEMORY_ERROR -> answer.chunked(500, MEMORY, MEMORY_CODE);
            case MEMORY_ERROR_WITHOUT_HEADER -> answer.chunked(500, MEMORY);
        }
    }
}
