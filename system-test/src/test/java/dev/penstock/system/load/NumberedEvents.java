package dev.penstock.system.load;

import dev.penstock.model.event.EventId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// NDJSON requests whose event ids tell the run, the lane, the request and the place in it, so that what was accepted
/// can be looked for in the log without keeping millions of ids.
///
/// An id is a UUID of version 8: the run in its upper half; in the lower half, after the two bits of the variant, 6
/// bits of the lane, 36 of the request's number and 20 of the event's index.
public final class NumberedEvents implements Requests {

    private static final int NUMBER_BITS = 36;
    private static final int INDEX_BITS = 20;
    private static final int LANE_SHIFT = NUMBER_BITS + INDEX_BITS;
    private static final int LANES = 64;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final long run;
    private final int lane;
    private final int events;
    private final byte[] request;
    // Where the id of each event begins in the request.
    private final int[] ids;

    /// Prepares the request.
    ///
    /// @param run upper half of all ids, see [#newRun]
    /// @param lane 0 to 63
    /// @param size about how many bytes an event has
    public NumberedEvents(long run, int lane, String path, String key, int events, int size) {
        if (lane < 0 || lane >= LANES || events < 1 || events > 1 << INDEX_BITS) {
            throw new IllegalArgumentException("lane " + lane + ", " + events + " events");
        }
        this.run = run;
        this.lane = lane;
        this.events = events;
        this.ids = new int[events];
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        // Bytes that compress as those of real events do: mostly names, some values that differ.
        Random random = new Random(lane);
        for (int i = 0; i < events; i++) {
            ids[i] = body.size() + "{\"event_id\":\"".length();
            String event =
                    "{\"event_id\":\"00000000-0000-0000-0000-000000000000\",\"event_name\":\"load\",\"user\":\"%016x\""
                            .formatted(random.nextLong());
            String filler = "x".repeat(Math.max(1, size - event.length() - 10));
            body.writeBytes((event + ",\"fill\":\"" + filler + "\"}\n").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] head = Requests.head("POST", path, body.size(), "Authorization: Bearer " + key);
        request = new byte[head.length + body.size()];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body.toByteArray(), 0, request, head.length, body.size());
        for (int i = 0; i < events; i++) {
            ids[i] += head.length;
            // The run is the same in all: written once.
            writeHex(ids[i], run >>> 32, 8);
            writeHex(ids[i] + 9, run >>> 16, 4);
            writeHex(ids[i] + 14, run, 4);
        }
    }

    /// A run of its own: nothing that another test left in a log looks like its events.
    public static long newRun() {
        return (new Random().nextLong() & ~0xf000L) | 0x8000L;
    }

    @Override
    public int events() {
        return events;
    }

    @Override
    public ByteBuffer bytes(long number, @Nullable ByteBuffer scratch) {
        for (int i = 0; i < events; i++) {
            long low = (1L << 63) | ((long) lane << LANE_SHIFT) | (number << INDEX_BITS) | i;
            writeHex(ids[i] + 19, low >>> 48, 4);
            writeHex(ids[i] + 24, low, 12);
        }
        ByteBuffer mine = scratch == null ? ByteBuffer.allocateDirect(request.length) : scratch;
        mine.clear();
        return mine.put(request).flip();
    }

    /// Whether this lane sent the event.
    public boolean sent(EventId id) {
        return id.mostSignificantBits() == run && ((id.leastSignificantBits() >>> LANE_SHIFT) & (LANES - 1)) == lane;
    }

    /// The number of the request that brought the event.
    public static long number(EventId id) {
        return (id.leastSignificantBits() >>> INDEX_BITS) & ((1L << NUMBER_BITS) - 1);
    }

    /// The event's place in its request.
    public static int index(EventId id) {
        return (int) (id.leastSignificantBits() & ((1 << INDEX_BITS) - 1));
    }

    private void writeHex(int at, long value, int digits) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            request[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
    }
}
