package dev.penstock.edge.decode;

/// The fields of an event that the edge reads, whatever a protocol calls them ([EnvelopeNames]). All others are none of
/// its business.
public enum EnvelopeField {
    EVENT_ID(0, "event_id"),
    EVENT_NAME(2, "event_name"),
    TIMESTAMP(4, "timestamp"),
    TRACE_ID(6, "trace_id"),
    STREAM(8, "stream"),
    SENT_AT(10, "sent_at"),

    /// Within what an id of the sender's is unique, in protocols that say so; no native event has it.
    ID_SCOPE(12, "id_scope");

    // A copy is made each time an enum's values() is asked for.
    private static final EnvelopeField[] ALL = values();

    private final int slot;
    private final String label;

    EnvelopeField(int slot, String label) {
        this.slot = slot;
        this.label = label;
    }

    /// The name as documented, such as `event_id`.
    public String label() {
        return label;
    }

    /// Slot of the first of the names it may have in a protocol; the other name's is the next one.
    int slot() {
        return slot;
    }

    static int slots() {
        return 2 * ALL.length;
    }
}
