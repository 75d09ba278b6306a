package dev.penstock.local.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    /// What each event of [#of] begins with: the place its id is written to.
    public static final String BEGINNING = "{\"event_id\":\"00000000-0000-0000-0000-000000000000\"";

    private static final int ID = "{\"event_id\":\"".length();

    private final long run;
    private final int lane;
    private final int events;
    private final List<byte[]> requests = new ArrayList<>();
    // Where the id of each event begins in a request.
    private final List<int[]> ids = new ArrayList<>();

    private NumberedEvents(long run, int lane, int events) {
        if (lane < 0 || lane >= LANES || events < 1 || events > 1 << INDEX_BITS) {
            throw new IllegalArgumentException("lane " + lane + ", " + events + " events");
        }
        this.run = run;
        this.lane = lane;
        this.events = events;
    }

    /// Prepares the request.
    ///
    /// @param run upper half of all ids, see [#newRun]
    /// @param lane 0 to 63
    /// @param size about how many bytes an event has
    public NumberedEvents(long run, int lane, String path, String key, int events, int size) {
        this(run, lane, events);
        List<byte[]> lines = new ArrayList<>(events);
        // Bytes that compress as those of real events do: mostly names, some values that differ.
        Random random = new Random(lane);
        for (int i = 0; i < events; i++) {
            String event = (BEGINNING + ",\"event_name\":\"load\",\"user\":\"%016x\"").formatted(random.nextLong());
            String filler = "x".repeat(Math.max(1, size - event.length() - 10));
            lines.add((event + ",\"fill\":\"" + filler + "\"}").getBytes(StandardCharsets.US_ASCII));
        }
        prepare(path, key, lines);
    }

    /// Requests of given events, in turn.
    ///
    /// @param bodies the events of each request, equally many in all; each begins with [#BEGINNING]
    public static NumberedEvents of(long run, int lane, String path, String key, List<List<byte[]>> bodies) {
        NumberedEvents numbered =
                new NumberedEvents(run, lane, bodies.getFirst().size());
        for (List<byte[]> body : bodies) {
            if (body.size() != numbered.events) {
                throw new IllegalArgumentException(body.size() + " events beside " + numbered.events);
            }
            numbered.prepare(path, key, body);
        }
        return numbered;
    }

    private void prepare(String path, String key, List<byte[]> lines) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int[] places = new int[events];
        for (int i = 0; i < events; i++) {
            places[i] = body.size() + ID;
            body.writeBytes(lines.get(i));
            body.write('\n');
        }
        byte[] head = Requests.head("POST", path, body.size(), "Authorization: Bearer " + key);
        byte[] request = Requests.joined(head, body.toByteArray());
        for (int i = 0; i < events; i++) {
            places[i] += head.length;
            // The run is the same in all: written once.
            writeHex(request, places[i], run >>> 32, 8);
            writeHex(request, places[i] + 9, run >>> 16, 4);
            writeHex(request, places[i] + 14, run, 4);
        }
        requests.add(request);
        ids.add(places);
    }

    /// A run of its own: nothing that another test left in a log looks like its events.
    public static long newRun() {
        return (new Random().nextLong() & ~0xf000L) | 0x8000L;
    }

    @Override
    public int events() {
        return events;
    }

    /// Bytes of the longest request, head included.
    public int longest() {
        return requests.stream().mapToInt(request -> request.length).max().orElse(0);
    }

    @Override
    public ByteBuffer bytes(long number, @Nullable ByteBuffer scratch) {
        int turn = (int) (number % requests.size());
        byte[] request = requests.get(turn);
        int[] places = ids.get(turn);
        for (int i = 0; i < events; i++) {
            long low = (1L << 63) | ((long) lane << LANE_SHIFT) | (number << INDEX_BITS) | i;
            writeHex(request, places[i] + 19, low >>> 48, 4);
            writeHex(request, places[i] + 24, low, 12);
        }
        ByteBuffer mine = scratch == null ? ByteBuffer.allocateDirect(longest()) : scratch;
        mine.clear();
        return mine.put(request).flip();
    }

    /// Whether this lane sent the event whose id has these halves.
    public boolean sent(long high, long low) {
        return high == run && ((low >>> LANE_SHIFT) & (LANES - 1)) == lane;
    }

    /// The number of the request that brought the event whose id has this lower half.
    public static long number(long low) {
        return (low >>> INDEX_BITS) & ((1L << NUMBER_BITS) - 1);
    }

    /// Its place in that request.
    public static int index(long low) {
        return (int) (low & ((1 << INDEX_BITS) - 1));
    }

    private static void writeHex(byte[] request, int at, long value, int digits) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            request[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
    }
}
