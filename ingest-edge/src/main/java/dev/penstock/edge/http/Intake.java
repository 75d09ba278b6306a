package dev.penstock.edge.http;

import dev.penstock.edge.admit.BodyLimits;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.BodyReader;
import dev.penstock.edge.decode.BodyReading;
import dev.penstock.edge.decode.Envelope;
import dev.penstock.edge.decode.EventVisitor;
import dev.penstock.edge.decode.Gunzip;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.protocol.Rejection;
import dev.penstock.edge.stamp.EventStamp;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.stamp.Stamping;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A body becomes events: unpack, split, check, stamp. Nothing is published before all of it is read, because a
/// body can be broken at its end. Plain computation, on the calling thread.
final class Intake {

    // An event is some 500 bytes of objects besides its own bytes until Kafka has it, a rejection some words in the
    // answer, and the heap has three times what the budget counts. So large events weigh what they have in bytes, and
    // ten thousand empty ones not next to nothing.
    private static final long LEAST_WEIGHT = 170;

    private final BodyLimits limits;
    private final BodyReader reader;
    private final EventStamp stamp;

    Intake(BodyLimits limits, BodyReader reader, EventStamp stamp) {
        this.limits = limits;
        this.reader = reader;
        this.stamp = stamp;
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
    Result read(Body sent, ContentCoding coding, InFlightBudget.Lease lease, RequestFacts facts, BodyForm form) {
        Body body = form.base64() ? Base64Body.decoded(sent, lease) : sent;
        if (body == null) {
            return refused(lease.refusal());
        }
        boolean gzip = Gunzip.isGzip(body.bytes(), body.size()) && (form.isSniffed() || coding == ContentCoding.GZIP);
        // Some clients send gzip without a word; no JSON begins like it.
        if (!gzip) {
            return coding == ContentCoding.GZIP && body.size() > 0
                    ? refused(Refusal.MALFORMED_ENCODING)
                    : split(body, lease, facts, form);
        }
        int most = limits.mostUnpacked(body.size());
        try (Gunzip gunzip = new Gunzip(body.bytes(), body.size(), most, lease::grow)) {
            return switch (gunzip.unpack()) {
                case UNPACKED -> split(new Body(gunzip.output(), gunzip.size()), lease, facts, form);
                case MALFORMED -> refused(Refusal.MALFORMED_ENCODING);
                case NO_ROOM -> refused(lease.refusal());
                case TOO_LARGE ->
                    new Result.Refused(new Objection(
                            Refusal.BODY_TOO_LARGE, "the body unpacks to more than the " + most + " bytes it may"));
            };
        }
    }

    /// The text that a body's object has for `name`, without unpacking anything; null when it has none.
    @Nullable
    String member(Body body, String name) {
        return reader.member(body.bytes(), body.size(), "batch", name);
    }

    private Result split(Body body, InFlightBudget.Lease lease, RequestFacts facts, BodyForm form) {
        Collector collector = new Collector(facts, lease);
        return switch (reader.read(body.bytes(), body.size(), form, collector)) {
            case BodyReading.Complete complete ->
                lease.growTo(complete.events() * LEAST_WEIGHT)
                        ? new Result.Read(collector.events, collector.rejected, complete.events(), body.size())
                        : refused(lease.refusal());
            // The reader knows that there was no room, the lease whose room it was.
            case BodyReading.Refused no ->
                no.refusal() == Refusal.EDGE_FULL
                        ? refused(lease.refusal())
                        : new Result.Refused(new Objection(no.refusal(), no.detail()));
        };
    }

    private static Result refused(Refusal refusal) {
        return new Result.Refused(Objection.of(refusal));
    }

    private final class Collector implements EventVisitor {

        private final RequestFacts facts;
        private final List<Event> events = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();

        private final InFlightBudget.Lease lease;

        Collector(RequestFacts facts, InFlightBudget.Lease lease) {
            this.facts = facts;
            this.lease = lease;
        }

        @Override
        public boolean mayHold(int bytes) {
            return lease.grow(bytes);
        }

        @Override
        public void event(int index, Payload payload, Envelope envelope) {
            switch (stamp.stamp(facts, payload, envelope)) {
                case Stamping.Stamped stamped -> events.add(stamped.event());
                case Stamping.Refused no -> rejected(index, no.refusal(), no.detail());
            }
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            rejected.add(new Rejection(index, refusal, detail));
        }
    }
}
