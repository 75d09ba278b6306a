package dev.penstock.edge.http;

import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.BodyReader;
import dev.penstock.edge.decode.BodyReading;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.decode.Envelope;
import dev.penstock.edge.decode.EventVisitor;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.protocol.Rejection;
import dev.penstock.edge.stamp.EventStamp;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.stamp.Stamping;
import dev.penstock.edge.unpack.ContentCoding;
import dev.penstock.edge.unpack.ContentCodings;
import dev.penstock.edge.unpack.Output;
import dev.penstock.edge.unpack.Room;
import dev.penstock.edge.unpack.Unpacker;
import dev.penstock.edge.unpack.Unpacking;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A body becomes events: unpack, split, check, stamp. Nothing is published before all of it is read, because a
/// body can be broken at its end. Plain computation, on the calling thread.
final class Intake {

    // An event is some 500 bytes of objects besides its own bytes until Kafka has it, a rejection some words in
    // the answer, and the heap has three times what the budget counts. So large events weigh what they have in
    // bytes, and ten thousand empty ones not next to nothing.
    private static final long LEAST_WEIGHT = 170;

    // Bodies of JSON are packed to a tenth or so: what has more bytes than this part of the limit is not worth
    // trying.
    private static final int USUALLY_PACKED_TO = 8;

    private final BodyLimits limits;
    private final ContentCodings codings;
    private final EventStamp stamp;
    private final Effort whole;
    private final Effort brief;

    Intake(BodyLimits limits, DecodeLimits decoding, LargeBodyPolicy large, ContentCodings codings, EventStamp stamp) {
        this.limits = limits;
        this.codings = codings;
        this.stamp = stamp;
        this.whole = new Effort(Integer.MAX_VALUE, decoding.events(), new BodyReader(decoding), false);
        this.brief = brief(decoding, large);
    }

    private static Effort brief(DecodeLimits all, LargeBodyPolicy large) {
        int events = Math.min(large.events(), all.events());
        int bytes = (int) large.bytes().toBytes();
        DecodeLimits few = new DecodeLimits(events, all.event(), all.depth(), all.tokens(), all.name(), all.number());
        return new Effort(bytes, events, new BodyReader(few, bytes), true);
    }

    /// How much may be done for one body.
    ///
    /// @param bytes bytes of it, unpacked
    /// @param events events in it
    /// @param reader stops at so many events
    /// @param givesUp whether somebody else does what is more than this
    private record Effort(int bytes, int events, BodyReader reader, boolean givesUp) {}

    /// What a request says of how its body is packed.
    ContentCodings.Announced announced(List<String> headers) {
        return codings.announced(String.join(",", headers));
    }

    /// The codings that are taken, as a sentence for the sender.
    String codingsInWords() {
        return "a body may be sent plain, or packed once, by one of " + codings.names();
    }

    /// What a body came to.
    sealed interface Result {

        /// Each event is in one of the two lists.
        ///
        /// @param decoded how many there were, as the reader counted them
        /// @param size bytes of the body, unpacked
        record Read(List<Event> events, List<Rejection> rejected, int decoded, int size) implements Result {}

        /// The body is refused as a whole.
        record Refused(Objection objection) implements Result {}
    }

    /// Reads a body, whose array must not change afterwards: the events are views of it.
    Result read(
            Body body,
            ContentCodings.Announced announced,
            InFlightBudget.Lease lease,
            RequestFacts facts,
            BodyForm form) {
        return Objects.requireNonNull(
                read(body, announced, lease, facts, form, whole), "without a limit nothing is too much");
    }

    /// Reads a body if that takes an event loop no longer than it may.
    ///
    /// @return null when it would; then nothing has happened, but for the time it took to find out
    @Nullable
    Result readBriefly(
            Body body,
            ContentCodings.Announced announced,
            InFlightBudget.Lease lease,
            RequestFacts facts,
            BodyForm form) {
        return read(body, announced, lease, facts, form, brief);
    }

    private @Nullable Result read(
            Body sent,
            ContentCodings.Announced announced,
            InFlightBudget.Lease lease,
            RequestFacts facts,
            BodyForm form,
            Effort effort) {
        boolean mayBePacked = form.base64() || !(announced instanceof ContentCodings.Announced.Plain);
        if (sent.size() > (mayBePacked ? effort.bytes() / USUALLY_PACKED_TO : effort.bytes())) {
            return null;
        }
        Body body = form.base64() ? Base64Body.decoded(sent, lease) : sent;
        if (body == null) {
            return refused(lease.refusal());
        }
        ContentCoding coding = coding(body, announced, form);
        return coding == null
                ? split(body, lease, facts, form, effort)
                : unpack(body, coding, lease, facts, form, effort);
    }

    private @Nullable Result unpack(
            Body body,
            ContentCoding coding,
            InFlightBudget.Lease lease,
            RequestFacts facts,
            BodyForm form,
            Effort effort) {
        int allowed = limits.mostUnpacked(body.size());
        int most = Math.min(allowed, effort.bytes());
        try (Unpacker unpacker = coding.unpacker(body.bytes(), body.size(), most, new LeasedRoom(lease))) {
            Unpacking unpacking = unpacker.unpack();
            Output output = unpacker.output();
            Result result = switch (unpacking) {
                case UNPACKED -> split(new Body(output.bytes(), output.size()), lease, facts, form, effort);
                case MALFORMED, TOO_MANY_PARTS, WINDOW_TOO_LARGE ->
                    new Result.Refused(new Objection(Refusal.MALFORMED_ENCODING, unpacking.sentence()));
                case NO_ROOM -> refused(lease.refusal());
                case TOO_LARGE ->
                    most < allowed
                            ? null
                            : new Result.Refused(new Objection(
                                    Refusal.BODY_TOO_LARGE,
                                    "the body unpacks to more than the " + allowed + " bytes it may"));
            };
            if (result == null) {
                lease.giveBack(output.bytes().length);
            }
            return result;
        }
    }

    private @Nullable ContentCoding coding(Body body, ContentCodings.Announced announced, BodyForm form) {
        return switch (announced) {
            // Nothing packed by nothing: there is no event.
            case ContentCodings.Announced.Packed packed -> body.size() == 0 ? null : packed.coding();
            // Some clients pack without a word.
            case ContentCodings.Announced.Plain none ->
                form.isSniffed() ? codings.detected(body.bytes(), body.size()) : null;
            case ContentCodings.Announced.Unsupported none -> null;
        };
    }

    /// The text that a body's object has for `name`, without unpacking anything; null when it has none.
    @Nullable
    String member(Body body, String name) {
        return whole.reader().member(body.bytes(), body.size(), "batch", name);
    }

    private @Nullable Result split(
            Body body, InFlightBudget.Lease lease, RequestFacts facts, BodyForm form, Effort effort) {
        Collector collector = new Collector(facts, lease);
        return switch (effort.reader().read(body.bytes(), body.size(), form, collector)) {
            case BodyReading.Complete complete -> complete(complete.events(), body.size(), collector, lease);
            case BodyReading.Refused no -> {
                if (effort.givesUp() && isTooMuch(no.refusal())) {
                    lease.giveBack(collector.copied);
                    yield null;
                }
                // The reader knows that there was no room, the lease whose room it was.
                yield no.refusal() == Refusal.EDGE_FULL
                        ? refused(lease.refusal())
                        : new Result.Refused(new Objection(no.refusal(), no.detail()));
            }
        };
    }

    private static boolean isTooMuch(Refusal refusal) {
        return refusal == Refusal.TOO_MANY_EVENTS || refusal == Refusal.BODY_TOO_LARGE;
    }

    private static Result complete(int events, int size, Collector collector, InFlightBudget.Lease lease) {
        Objection objection = collector.objection;
        if (objection != null) {
            return new Result.Refused(objection);
        }
        return lease.growTo(events * LEAST_WEIGHT)
                ? new Result.Read(collector.events, collector.rejected, events, size)
                : refused(lease.refusal());
    }

    private static Result refused(Refusal refusal) {
        return new Result.Refused(Objection.of(refusal));
    }

    private record LeasedRoom(InFlightBudget.Lease lease) implements Room {

        @Override
        public boolean grow(long bytes) {
            return lease.grow(bytes);
        }

        @Override
        public void giveBack(long bytes) {
            lease.giveBack(bytes);
        }
    }

    private final class Collector implements EventVisitor {

        private final RequestFacts facts;
        private final List<Event> events = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();
        // Against the request as a whole.
        private @Nullable Objection objection;

        private final InFlightBudget.Lease lease;
        // Bytes of events that had to be written anew.
        private long copied;

        Collector(RequestFacts facts, InFlightBudget.Lease lease) {
            this.facts = facts;
            this.lease = lease;
        }

        @Override
        public boolean mayHold(int bytes) {
            if (!lease.grow(bytes)) {
                return false;
            }
            copied += bytes;
            return true;
        }

        @Override
        public void event(int index, Payload payload, Envelope envelope) {
            switch (stamp.stamp(facts, index, payload, envelope)) {
                case Stamping.Stamped stamped -> events.add(stamped.event());
                case Stamping.Refused no -> rejected(index, no.refusal(), no.detail());
            }
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            if (refusal == Refusal.IDEMPOTENCY_NEEDS_TIME && objection == null) {
                // Half a request that can be sent again and half a request that cannot would be neither.
                objection = new Objection(refusal, detail);
            }
            rejected.add(new Rejection(index, refusal, detail));
        }
    }
}
