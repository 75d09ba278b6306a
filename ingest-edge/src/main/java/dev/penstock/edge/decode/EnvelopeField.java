package dev.penstock.edge.decode;

import org.jspecify.annotations.Nullable;

/// The fields of an event that the edge reads. All others are none of its business.
public enum EnvelopeField {
    EVENT_ID(0, "event_id", "eventId"),
    EVENT_NAME(2, "event_name", "eventName"),
    TIMESTAMP(4, "timestamp", null),
    TRACE_ID(6, "trace_id", "traceId"),
    STREAM(8, "stream", null),
    SENT_AT(10, "sent_at", "sentAt");

    /// What [#slotOf] returns for a name that is no envelope field.
    static final int NONE = -1;

    // A copy is made each time an enum's values() is asked for.
    private static final EnvelopeField[] ALL = values();

    private final int slot;
    private final String snake;
    private final @Nullable String camel;

    EnvelopeField(int slot, String snake, @Nullable String camel) {
        this.slot = slot;
        this.snake = snake;
        this.camel = camel;
    }

    /// The name as documented, such as `event_id`.
    public String label() {
        return snake;
    }

    /// Slot of the `snake_case` spelling; the other spelling's is the next one.
    int slot() {
        return slot;
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
            if (isSpelled(field.snake, bytes, from, length)) {
                return field.slot;
            }
            if (field.camel != null && isSpelled(field.camel, bytes, from, length)) {
                return field.slot + 1;
            }
        }
        return NONE;
    }

    private static boolean isSpelled(String spelling, byte[] bytes, int from, int length) {
        if (spelling.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (spelling.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
