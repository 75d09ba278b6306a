package dev.penstock.edge.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields of an event that the edge reads. All others are none of its business.
public enum EnvelopeField {
    EVENT_ID("event_id", "eventId"),
    EVENT_NAME("event_name", "eventName"),
    TIMESTAMP("timestamp", null),
    TRACE_ID("trace_id", "traceId"),
    STREAM("stream", null),
    SENT_AT("sent_at", "sentAt");

    /// What [#slotOf] returns for a name that is no envelope field.
    static final int NONE = -1;

    // A copy is made each time an enum's values() is asked for.
    private static final EnvelopeField[] ALL = values();

    private final String label;
    private final byte[] snake;
    private final byte @Nullable [] camel;

    EnvelopeField(String snake, @Nullable String camel) {
        this.label = snake;
        this.snake = snake.getBytes(StandardCharsets.US_ASCII);
        this.camel = camel == null ? null : camel.getBytes(StandardCharsets.US_ASCII);
    }

    /// The name as documented, such as `event_id`.
    public String label() {
        return label;
    }

    /// Slot of the `snake_case` spelling; the other spelling's is the next one.
    int slot() {
        return 2 * ordinal();
    }

    static int slots() {
        return 2 * ALL.length;
    }

    /// Which spelling of which field a name is.
    static int slotOf(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 6 || length > 10) {
            return NONE;
        }
        byte first = bytes[from];
        if (first != 'e' && first != 't' && first != 's') {
            return NONE;
        }
        for (EnvelopeField field : ALL) {
            if (field.snake.length == length && Arrays.equals(field.snake, 0, length, bytes, from, to)) {
                return field.slot();
            }
            byte[] camel = field.camel;
            if (camel != null && camel.length == length && Arrays.equals(camel, 0, length, bytes, from, to)) {
                return field.slot() + 1;
            }
        }
        return NONE;
    }
}
