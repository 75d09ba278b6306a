package dev.penstock.ctl.audit;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.sink.audit.StoredOffsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// Finds for each settled record of a partition where it is: in the tables, in the dead letters, in the parked records,
/// a row of the same event, or a marker of Kafka's. What is none of these is a hole.
///
/// Asks ClickHouse for some ten thousand offsets at a time, and Kafka only for those that have no row.
final class OffsetProof {

    private static final int CHUNK = 50_000;

    /// Holes that are told one by one; more are counted.
    static final int MOST_HOLES = 1_000;

    private final EventsLog log;
    private final StoredOffsets stored;
    private final Window window;
    private final List<PartitionRange> ranges;
    private final @Nullable OrgId organization;
    private final List<Hole> holes = new ArrayList<>();

    // Read when the first record is found without a row: mostly there is none.
    private @Nullable Map<Integer, Elsewhere> elsewhere;
    private long untold;

    /// @param organization only holes of this one are told; null for all
    OffsetProof(
            EventsLog log,
            StoredOffsets stored,
            Window window,
            List<PartitionRange> ranges,
            @Nullable OrgId organization) {
        this.log = log;
        this.stored = stored;
        this.window = window;
        this.ranges = List.copyOf(ranges);
        this.organization = organization;
    }

    /// Records of a partition, by where they are.
    ///
    /// @param from the first offset looked at
    /// @param to not among them
    record Found(int partition, long from, long to, Map<Place, Long> records) {}

    /// Where a record can be.
    enum Place {
        STORED,
        DEAD_LETTERED,
        PARKED,
        COLLAPSED,
        MARKER,
        HOLE
    }

    /// The holes found so far, in the order of partitions and offsets.
    List<Hole> holes() {
        return List.copyOf(holes);
    }

    /// Records of holes beyond those that are told.
    long untold() {
        return untold;
    }

    /// Looks at the settled records of a range.
    ///
    /// @param told how many offsets were looked at, each time some were
    Found look(PartitionRange range, LongConsumer told) throws SQLException {
        Map<Place, Long> counts = new TreeMap<>();
        long end = range.firstInFlight();
        for (long from = range.from(); from < end; from += CHUNK) {
            long to = Math.min(end, from + CHUNK);
            look(range.partition(), from, to, counts);
            told.accept(to - from);
        }
        return new Found(range.partition(), range.from(), end, counts);
    }

    private void look(int partition, long from, long to, Map<Place, Long> counts) throws SQLException {
        BitSet open = new BitSet();
        open.set(0, Math.toIntExact(to - from));
        take(open, stored.inTables(partition, from, to), Place.STORED, counts);
        if (open.isEmpty()) {
            return;
        }
        take(open, stored.inLetters(log.id().toString(), partition, from, to), Place.DEAD_LETTERED, counts);
        if (open.isEmpty()) {
            return;
        }
        Elsewhere others = elsewhere().get(partition);
        if (others != null) {
            take(open, others.within(others.letters, from, to), Place.DEAD_LETTERED, counts);
            take(open, others.within(others.parked, from, to), Place.PARKED, counts);
        }
        if (!open.isEmpty()) {
            readThemselves(partition, from, open, counts);
        }
    }

    private static void take(BitSet open, BitSet found, Place place, Map<Place, Long> counts) {
        BitSet now = (BitSet) open.clone();
        now.and(found);
        add(counts, place, now.cardinality());
        open.andNot(now);
    }

    private static void add(Map<Place, Long> counts, Place place, long records) {
        if (records > 0) {
            counts.merge(place, records, Long::sum);
        }
    }

    private void readThemselves(int partition, long from, BitSet open, Map<Place, Long> counts) throws SQLException {
        Map<Long, Rowless> rowless = new TreeMap<>();
        for (int first = open.nextSetBit(0); first >= 0; first = open.nextSetBit(open.nextClearBit(first))) {
            log.read(partition, from + first, from + open.nextClearBit(first), record -> {
                rowless.put(record.offset(), Rowless.of(record));
            });
        }
        Map<OrgId, Set<EventId>> events = new HashMap<>();
        for (Rowless record : rowless.values()) {
            if (record.organization != null && record.event != null) {
                events.computeIfAbsent(record.organization, absent -> new HashSet<>())
                        .add(record.event);
            }
        }
        Map<OrgId, Set<EventId>> known = new HashMap<>();
        for (Map.Entry<OrgId, Set<EventId>> ofOne : events.entrySet()) {
            known.put(ofOne.getKey(), stored.events(ofOne.getKey(), ofOne.getValue()));
        }
        Instant before = window.from();
        for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
            Rowless record = rowless.get(from + i);
            if (record == null) {
                if (log.isCompacted()) {
                    hole(partition, from + i, before, LedgerCount.NOBODY, Hole.Why.COMPACTED, counts);
                } else {
                    add(counts, Place.MARKER, 1);
                }
                continue;
            }
            before = record.minute;
            OrgId owner = record.organization;
            if (owner != null && known.getOrDefault(owner, Set.of()).contains(record.event)) {
                add(counts, Place.COLLAPSED, 1);
            } else if (window.has(record.timestamp)) {
                String whose = owner == null ? LedgerCount.NOBODY : owner.value();
                hole(partition, from + i, record.minute, whose, Hole.Why.NOWHERE, counts);
            }
        }
    }

    private void hole(int partition, long offset, Instant minute, String whose, Hole.Why why, Map<Place, Long> counts) {
        if (organization != null && !organization.value().equals(whose) && why == Hole.Why.NOWHERE) {
            return;
        }
        add(counts, Place.HOLE, 1);
        Hole last = holes.isEmpty() ? null : holes.getLast();
        if (last != null && last.partition() == partition && last.goesOn(offset, minute, why)) {
            holes.set(holes.size() - 1, last.with(whose));
        } else if (holes.size() < MOST_HOLES) {
            holes.add(new Hole(partition, offset, offset, minute, new TreeSet<>(Set.of(whose)), why));
        } else {
            untold++;
        }
    }

    // Letters that are not loaded yet, and parked records, which are in their topic alone.
    private Map<Integer, Elsewhere> elsewhere() {
        Map<Integer, Elsewhere> known = elsewhere;
        if (known != null) {
            return known;
        }
        Map<Integer, Elsewhere> found = new HashMap<>();
        ranges.forEach(range -> found.put(range.partition(), new Elsewhere(range)));
        log.scan(Topic.DEAD_LETTERS, window.from(), record -> {
            try {
                note(found, DeadLetterHeaders.decode(headers(record)).source(), Place.DEAD_LETTERED);
            } catch (MalformedRecordException e) {
                // Nobody's letter: it stands for no record.
                return;
            }
        });
        log.scan(Topic.PARKED, window.from(), record -> {
            try {
                note(found, ParkedHeaders.decode(headers(record)).source(), Place.PARKED);
            } catch (MalformedRecordException e) {
                return;
            }
        });
        elsewhere = found;
        return found;
    }

    private void note(Map<Integer, Elsewhere> found, SourceCoordinates source, Place place) {
        // Of another topic of that name it says nothing.
        if (source.topic().equals(log.id())) {
            Elsewhere of = found.get(source.partition());
            if (of != null) {
                of.note(source.offset(), place);
            }
        }
    }

    private static Map<String, byte[]> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), header.value());
            }
        }
        return headers;
    }

    /// Offsets of a partition's range that are not to be found in a table: a bit each.
    private static final class Elsewhere {

        private final PartitionRange range;
        private final BitSet letters = new BitSet();
        private final BitSet parked = new BitSet();

        Elsewhere(PartitionRange range) {
            this.range = range;
        }

        void note(long offset, Place place) {
            if (offset >= range.from() && offset < range.to()) {
                (place == Place.PARKED ? parked : letters).set(Math.toIntExact(offset - range.from()));
            }
        }

        /// Those of an interval, by their distance from its beginning.
        BitSet within(BitSet offsets, long from, long to) {
            return offsets.get(Math.toIntExact(from - range.from()), Math.toIntExact(to - range.from()));
        }
    }

    /// A record that has no row, without its bytes.
    ///
    /// @param organization null when it is no event
    private record Rowless(
            Instant minute,
            long timestamp,
            @Nullable OrgId organization,
            @Nullable EventId event) {

        static Rowless of(ConsumerRecord<byte[], byte[]> record) {
            long timestamp = record.timestamp();
            Instant minute = Instant.ofEpochMilli(timestamp).truncatedTo(ChronoUnit.MINUTES);
            try {
                if (record.value() != null) {
                    Event event = EventCodec.decode(record.value());
                    return new Rowless(minute, timestamp, event.org(), event.id());
                }
            } catch (MalformedRecordException e) {
                // Whose it is nobody knows.
                return new Rowless(minute, timestamp, null, null);
            }
            return new Rowless(minute, timestamp, null, null);
        }
    }
}
