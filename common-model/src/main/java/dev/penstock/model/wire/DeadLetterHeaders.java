package dev.penstock.model.wire;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The key and the headers of the topic `dead-letters`, all of them UTF-8 text, so that any Kafka tool shows them.
/// The value is the source record's value, byte for byte.
public final class DeadLetterHeaders {

    /// Longest detail, expectation and actual value in bytes; a longer one is cut between two characters.
    public static final int MAX_DETAIL = 1024;

    /// Most misfits that are listed, and most bytes they may take together; the rest is left out.
    public static final int MAX_MISFITS = 16;

    /// See [#MAX_MISFITS].
    public static final int MAX_MISFITS_BYTES = 4096;

    private static final String CAUSE = "penstock-cause";
    private static final String DETAIL = "penstock-detail";
    private static final String COLUMN = "penstock-column";
    private static final String EXPECTED = "penstock-expected";
    private static final String ACTUAL = "penstock-actual";
    private static final String STREAM = "penstock-stream";
    private static final String DEFINITION_VERSION = "penstock-definition-version";
    private static final String TOPIC_ID = "penstock-source-topic-id";
    private static final String PARTITION = "penstock-source-partition";
    private static final String OFFSET = "penstock-source-offset";
    private static final String ATTEMPT = "penstock-attempt";
    private static final String WRITER_VERSION = "penstock-writer-version";
    private static final String MISFITS = "penstock-misfits";
    private static final String FIRST_SEEN = "penstock-first-seen";

    private DeadLetterHeaders() {}

    /// The key: the record's coordinates, so that the same record given up twice has the same.
    public static byte[] key(SourceCoordinates source) {
        return HeaderText.utf8(source.toString());
    }

    /// The headers by name, in a fixed order. A list of misfits is JSON, cut to [#MAX_MISFITS].
    public static Map<String, byte[]> encode(DeadLetter letter) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(CAUSE, HeaderText.utf8(letter.cause()));
        headers.put(DETAIL, HeaderText.shortened(letter.detail(), MAX_DETAIL));
        headers.put(COLUMN, HeaderText.utf8(letter.column()));
        headers.put(EXPECTED, HeaderText.shortened(letter.expected(), MAX_DETAIL));
        headers.put(ACTUAL, HeaderText.shortened(letter.actual(), MAX_DETAIL));
        headers.put(STREAM, HeaderText.utf8(letter.stream()));
        headers.put(DEFINITION_VERSION, HeaderText.utf8(Integer.toString(letter.definitionVersion())));
        headers.put(TOPIC_ID, HeaderText.utf8(letter.source().topic().toString()));
        headers.put(PARTITION, HeaderText.utf8(Integer.toString(letter.source().partition())));
        headers.put(OFFSET, HeaderText.utf8(Long.toString(letter.source().offset())));
        headers.put(ATTEMPT, HeaderText.utf8(Integer.toString(letter.attempt())));
        headers.put(WRITER_VERSION, HeaderText.utf8(letter.writerVersion()));
        // One is what the headers above say already.
        if (letter.misfits().size() > 1) {
            headers.put(MISFITS, MisfitList.encode(letter.misfits(), MAX_MISFITS, MAX_MISFITS_BYTES));
        }
        Instant firstSeen = letter.firstSeen();
        if (firstSeen != null) {
            headers.put(FIRST_SEEN, HeaderText.utf8(Long.toString(firstSeen.toEpochMilli())));
        }
        return headers;
    }

    /// Reads the headers of a record by name. Headers of other names are left alone; a text header that is missing
    /// reads as empty, and so does a list of misfits that cannot be read; coordinates must be there.
    ///
    /// @throws MalformedRecordException when they are not those of a dead letter
    public static DeadLetter decode(Map<String, byte[]> headers) throws MalformedRecordException {
        try {
            return new DeadLetter(
                    HeaderText.of(headers, CAUSE),
                    HeaderText.of(headers, DETAIL),
                    HeaderText.of(headers, COLUMN),
                    HeaderText.of(headers, EXPECTED),
                    HeaderText.of(headers, ACTUAL),
                    HeaderText.of(headers, STREAM),
                    Integer.parseInt(HeaderText.of(headers, DEFINITION_VERSION)),
                    new SourceCoordinates(
                            TopicId.parse(HeaderText.of(headers, TOPIC_ID)),
                            Integer.parseInt(HeaderText.of(headers, PARTITION)),
                            Long.parseLong(HeaderText.of(headers, OFFSET))),
                    Integer.parseInt(HeaderText.of(headers, ATTEMPT)),
                    HeaderText.of(headers, WRITER_VERSION),
                    misfits(headers),
                    firstSeen(headers));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("not the headers of a dead letter: " + e.getMessage(), e);
        }
    }

    private static List<DeadLetterMisfit> misfits(Map<String, byte[]> headers) {
        String list = HeaderText.of(headers, MISFITS);
        if (list.isEmpty()) {
            return List.of();
        }
        try {
            return MisfitList.decode(list);
        } catch (MalformedRecordException e) {
            // The first of them stands in headers of its own: that is worth more than a refusal.
            return List.of();
        }
    }

    private static @Nullable Instant firstSeen(Map<String, byte[]> headers) {
        String millis = HeaderText.of(headers, FIRST_SEEN);
        return millis.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
