package dev.penstock.edge.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Which names in an event mean which envelope field, in one protocol. Immutable; made once per protocol, asked for
/// every name at the top of an event.
public final class EnvelopeNames {

    /// What [#slotOf] returns for a name that means nothing to the edge.
    static final int NONE = -1;

    /// Most members of an outer object that can be shared by its events.
    static final int MOST_SHARED = 2;

    /// No names at all: what a foreign protocol starts from.
    public static final EnvelopeNames NOTHING = new EnvelopeNames(List.of());

    /// Our own names, each in two spellings.
    public static final EnvelopeNames NATIVE = NOTHING.with(EnvelopeField.EVENT_ID, "event_id", "eventId")
            .with(EnvelopeField.EVENT_NAME, "event_name", "eventName")
            .with(EnvelopeField.TIMESTAMP, "timestamp")
            .with(EnvelopeField.TRACE_ID, "trace_id", "traceId")
            .with(EnvelopeField.STREAM, "stream")
            .with(EnvelopeField.SENT_AT, "sent_at", "sentAt");

    private final List<Named> all;
    private final byte[][] names;
    private final int[] slots;
    // Bit n: a name has n bytes. Most names of an event are told apart by it.
    private final long lengths;

    private record Named(String name, int slot) {}

    private EnvelopeNames(List<Named> all) {
        this.all = List.copyOf(all);
        this.names = new byte[all.size()][];
        this.slots = new int[all.size()];
        long present = 0;
        for (int i = 0; i < names.length; i++) {
            names[i] = all.get(i).name().getBytes(StandardCharsets.US_ASCII);
            slots[i] = all.get(i).slot();
            present |= 1L << names[i].length;
        }
        this.lengths = present;
    }

    /// These, and `name` for `field`.
    public EnvelopeNames with(EnvelopeField field, String name) {
        return plus(List.of(new Named(name, field.slot())));
    }

    /// These, and two names for `field`, of which the first counts when an event has both.
    public EnvelopeNames with(EnvelopeField field, String name, String other) {
        return plus(List.of(new Named(name, field.slot()), new Named(other, field.slot() + 1)));
    }

    /// These, and the members of an outer object that its events share; see [BodyLayout.Member].
    EnvelopeNames sharing(List<String> members) {
        List<Named> marks = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            marks.add(new Named(members.get(i), markOf(i)));
        }
        return plus(marks);
    }

    /// Slot that tells whether an event has the `i`-th shared member itself.
    static int markOf(int i) {
        return EnvelopeField.slots() + i;
    }

    static int mostSlots() {
        return EnvelopeField.slots() + MOST_SHARED;
    }

    int slotOf(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > 63 || ((lengths >>> length) & 1) == 0) {
            return NONE;
        }
        for (int i = 0; i < names.length; i++) {
            if (isSpelled(names[i], bytes, from, length)) {
                return slots[i];
            }
        }
        return NONE;
    }

    private EnvelopeNames plus(List<Named> more) {
        List<Named> both = new ArrayList<>(all);
        both.addAll(more);
        return new EnvelopeNames(both);
    }

    private static boolean isSpelled(byte[] spelling, byte[] bytes, int from, int length) {
        if (spelling.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (spelling[i] != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
