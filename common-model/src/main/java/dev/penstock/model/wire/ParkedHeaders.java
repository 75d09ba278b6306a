package dev.penstock.model.wire;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// The key and the headers of the topic `parked`, and the header of an event that comes back from it; all of them
/// UTF-8 text, so that any Kafka tool shows them. The value is the source record's value, byte for byte.
public final class ParkedHeaders {

    /// Longest reason in bytes; a longer one is cut between two characters.
    public static final int MAX_REASON = 1024;

    /// Header of an event that was parked and stands in `events` again: the revision of the control topic from which
    /// on it may be read. Before it the stream was still halted.
    public static final String LIFTED_AT = "penstock-lifted-at";

    private static final String STREAM = "penstock-stream";
    private static final String HALT = "penstock-halt";
    private static final String DEFINITION_VERSION = "penstock-definition-version";
    private static final String REASON = "penstock-reason";
    private static final String TOPIC_ID = "penstock-source-topic-id";
    private static final String PARTITION = "penstock-source-partition";
    private static final String OFFSET = "penstock-source-offset";
    private static final String PARKED_AT = "penstock-parked-at";
    private static final String WRITER_VERSION = "penstock-writer-version";

    private ParkedHeaders() {}

    /// The key: the stream, so that whoever lets one run again finds its events.
    public static byte[] key(StreamName stream) {
        return HeaderText.utf8(stream.value());
    }

    /// The headers by name, in a fixed order.
    public static Map<String, byte[]> encode(ParkedEvent parked) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(STREAM, HeaderText.utf8(parked.stream().value()));
        headers.put(HALT, HeaderText.utf8(Integer.toString(parked.halt())));
        headers.put(DEFINITION_VERSION, HeaderText.utf8(Integer.toString(parked.definitionVersion())));
        headers.put(REASON, HeaderText.shortened(parked.reason(), MAX_REASON));
        headers.put(TOPIC_ID, HeaderText.utf8(parked.source().topic().toString()));
        headers.put(PARTITION, HeaderText.utf8(Integer.toString(parked.source().partition())));
        headers.put(OFFSET, HeaderText.utf8(Long.toString(parked.source().offset())));
        headers.put(PARKED_AT, HeaderText.utf8(Long.toString(parked.parkedAt().toEpochMilli())));
        headers.put(WRITER_VERSION, HeaderText.utf8(parked.writerVersion()));
        return headers;
    }

    /// Reads the headers of a record by name. Headers of other names are left alone.
    ///
    /// @throws MalformedRecordException when they are not those of a parked event
    public static ParkedEvent decode(Map<String, byte[]> headers) throws MalformedRecordException {
        try {
            return new ParkedEvent(
                    new StreamName(HeaderText.of(headers, STREAM)),
                    Integer.parseInt(HeaderText.of(headers, HALT)),
                    Integer.parseInt(HeaderText.of(headers, DEFINITION_VERSION)),
                    HeaderText.of(headers, REASON),
                    new SourceCoordinates(
                            TopicId.parse(HeaderText.of(headers, TOPIC_ID)),
                            Integer.parseInt(HeaderText.of(headers, PARTITION)),
                            Long.parseLong(HeaderText.of(headers, OFFSET))),
                    Instant.ofEpochMilli(Long.parseLong(HeaderText.of(headers, PARKED_AT))),
                    HeaderText.of(headers, WRITER_VERSION));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("not the headers of a parked event: " + e.getMessage(), e);
        }
    }

    /// The value of [#LIFTED_AT].
    public static byte[] liftedAt(long revision) {
        return HeaderText.utf8(Long.toString(revision));
    }

    /// Reads the value of [#LIFTED_AT]; empty when it is no revision.
    public static OptionalLong liftedAt(byte[] value) {
        try {
            return OptionalLong.of(Long.parseLong(new String(value, StandardCharsets.UTF_8)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
