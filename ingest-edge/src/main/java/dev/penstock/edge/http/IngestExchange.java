package dev.penstock.edge.http;

import dev.penstock.edge.admit.Admission;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.admit.Ticket;
import dev.penstock.edge.authenticate.Authentication;
import dev.penstock.edge.authenticate.Presented;
import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.protocol.Acknowledgement;
import dev.penstock.edge.protocol.Answer;
import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.Destination;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.protocol.Rejection;
import dev.penstock.edge.protocol.RequestHead;
import dev.penstock.edge.stamp.IdempotencyKey;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.unpack.ContentCodings.Announced;
import dev.penstock.model.event.Event;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/// One request that brings events, from its head to its answer. What can be refused by the head alone is refused
/// before the body is read.
///
/// Runs on the event loop of its connection, which it never blocks: a large body is read, and its events are handed to
/// Kafka, on a thread of [LargeBodies].
final class IngestExchange {

    private static final Logger log = LoggerFactory.getLogger(IngestExchange.class);

    private final ClientProtocol protocol;
    private final RequestHead head;
    private final ServerHttpRequest request;
    private final IngestSteps steps;
    private final RequestReader reader;
    private final HttpMetrics metrics;
    private final RequestTrail trail;
    private final EventCounts counts;
    private final Instant receivedAt;
    private final String requestId;
    private final InFlightBudget.Lease lease;
    private final Reply reply;
    private final Handover handover;

    // Null until the request is admitted.
    private @Nullable Ticket ticket;
    // Gathered already, where the key was in it.
    private @Nullable Body collected;
    private @Nullable String secret;
    private boolean untilStored;

    IngestExchange(
            ClientProtocol protocol,
            RequestHead head,
            ServerHttpRequest request,
            ServerHttpResponse response,
            IngestSteps steps,
            RequestReader reader,
            AnswerWriter writer,
            HttpMetrics metrics,
            RequestTrails trails,
            Instant now) {
        this.protocol = protocol;
        this.head = head;
        this.request = request;
        this.steps = steps;
        this.reader = reader;
        this.metrics = metrics;
        this.receivedAt = now.truncatedTo(ChronoUnit.MILLIS);
        this.requestId = reader.requestId(head, now);
        this.trail = trails.begin(request.getMethod().name(), head, requestId, receivedAt);
        this.counts = new EventCounts(metrics, steps.ledger(), receivedAt);
        this.lease = steps.budget().lease();
        this.reply = new Reply(protocol, head, request, response, writer, steps.cors(), trail, lease, requestId);
        this.handover = new Handover(protocol, head, request, steps, counts, trail, lease, reply, requestId);
    }

    Mono<Void> run() {
        try {
            return authenticate();
        } catch (RuntimeException e) {
            // Without it the server's own answer would go out, which is no JSON, has no request id and is not counted.
            return internal(e).doFinally(this::ended);
        }
    }

    private Mono<Void> authenticate() {
        if (Cors.isPreflight(head)) {
            return steps.cors().allows(presented(protocol.key(head)))
                    ? reply.answer(Cors.welcome(head), Outcome.SERVED, null)
                    : reply.refuse(Objection.of(Refusal.ORIGIN_NOT_ALLOWED));
        }
        Answer aside = protocol.aside(head, receivedAt);
        if (aside != null) {
            return reply.answer(aside, Outcome.SERVED, null);
        }
        if (!protocol.takes(head.method())) {
            return reply.refuse(Objection.of(Refusal.METHOD_NOT_ALLOWED));
        }
        String presented = protocol.key(head);
        String member = protocol.keyMember();
        return presented == null && member != null ? readKey(member) : authenticate(presented);
    }

    /// Gathers the body before anybody has proved anything, and looks for the key in it.
    private Mono<Void> readKey(String member) {
        // Nothing is unpacked for a stranger.
        if (!(announcedCoding() instanceof Announced.Plain)) {
            return reply.refuse(new Objection(Refusal.MISSING_KEY, "a body that is packed needs its key in the head"));
        }
        long announced = request.getHeaders().getContentLength();
        if (announced > KeylessBodies.MOST) {
            return reply.refuse(new Objection(
                    Refusal.BODY_TOO_LARGE, "a body with the key within may have " + KeylessBodies.MOST + " bytes"));
        }
        if (!steps.keyless().enter(announced)) {
            return reply.refuse(Objection.of(Refusal.EDGE_FULL));
        }
        return BodyCollector.collect(request.getBody(), KeylessBodies.MOST, announced, lease)
                .doFinally(signal -> steps.keyless().leave(announced))
                .flatMap(body -> {
                    collected = body;
                    reply.bodyRead();
                    return authenticate(steps.intake().member(body, member));
                })
                .onErrorResume(this::failed)
                .doFinally(this::ended);
    }

    private Mono<Void> authenticate(@Nullable String presented) {
        secret = protocol.repeatsKey() ? presented : null;
        return switch (steps.authenticator().authenticate(presented(presented))) {
            case Authentication.Refused no -> reply.refuse(Objection.of(no.refusal()));
            case Authentication.Authenticated yes -> {
                reply.authenticated(yes.key());
                yield direct(yes.key());
            }
        };
    }

    private Presented presented(@Nullable String key) {
        return new Presented(key, head.header(HttpHeaders.ORIGIN), reader.source(request));
    }

    private Mono<Void> direct(KeyRecord key) {
        return switch (protocol.destination(head)) {
            case Destination.Refused no -> reply.refuse(new Objection(no.refusal(), no.detail()));
            case Destination.Named named -> admit(key, named.stream());
            case Destination.OfKey own ->
                admit(key, key.streams().size() == 1 ? key.streams().iterator().next() : StreamName.DEFAULT);
        };
    }

    private Mono<Void> admit(KeyRecord key, @Nullable StreamName stream) {
        switch (protocol.acknowledgement(head)) {
            case Acknowledgement.Refused no -> {
                return reply.refuse(new Objection(no.refusal(), no.detail()));
            }
            case Acknowledgement.Log log -> untilStored = false;
            case Acknowledgement.Stored stored -> untilStored = true;
        }
        if (stream != null && !key.allows(stream)) {
            return reply.refuse(new Objection(Refusal.KEY_NOT_ALLOWED, "the ingestion key may not write this stream"));
        }
        if (reader.namesUnknownStream(key, stream)) {
            return reply.refuse(Objection.of(Refusal.UNKNOWN_STREAM));
        }
        Announced coding = announcedCoding();
        if (coding instanceof Announced.Unsupported) {
            return reply.refuse(
                    new Objection(Refusal.UNSUPPORTED_ENCODING, steps.intake().codingsInWords()));
        }
        if (reader.hasWrongIdempotencyKey(head, protocol)) {
            return reply.refuse(new Objection(Refusal.INVALID_PARAMETER, IdempotencyKey.RULE));
        }
        long announced = request.getHeaders().getContentLength();
        long most = steps.limits().body().toBytes();
        if (announced > most) {
            return reply.refuse(new Objection(Refusal.BODY_TOO_LARGE, "a body may have " + most + " bytes"));
        }
        if (!steps.publisher().keepsPromise()) {
            return reply.refuse(new Objection(
                    Refusal.NOT_READY, "this edge cannot be sure yet that the log keeps what it takes, try again"));
        }
        if (steps.publisher().isRefusing()) {
            return reply.refuse(Handover.NOT_TRIED);
        }
        return switch (steps.admission().admit(key, stream, announced, System.nanoTime())) {
            case Admission.Refused no -> reply.refuse(no);
            case Admission.Admitted yes -> {
                ticket = yes.ticket();
                reply.admitted(yes.ticket());
                // Here and not when the body has begun to come: what is half read when the room ends was read for
                // nothing.
                yield lease.enter(key.org()) && (collected != null || lease.fits(announced))
                        ? collect(key, stream, coding, announced)
                        : reply.refuse(Objection.of(lease.refusal())).doFinally(this::ended);
            }
        };
    }

    private Mono<Void> collect(KeyRecord key, @Nullable StreamName stream, Announced coding, long announced) {
        int most = Math.toIntExact(steps.limits().body().toBytes());
        RequestFacts facts = reader.facts(request, head, protocol, key, stream, requestId, receivedAt);
        Mono<Body> arriving = collected != null
                ? Mono.just(collected)
                : BodyCollector.collect(request.getBody(), most, announced, lease);
        return arriving.flatMap(body -> read(body, coding, facts))
                .onErrorResume(this::failed)
                .doFinally(this::ended);
    }

    private Announced announcedCoding() {
        return steps.intake().announced(request.getHeaders().getOrEmpty(HttpHeaders.CONTENT_ENCODING));
    }

    private Mono<Void> read(Body body, Announced coding, RequestFacts facts) {
        reply.bodyRead();
        metrics.body(body.size());
        trail.body(body.size());
        Intake intake = steps.intake();
        BodyForm form = protocol.form(head).hiding(secret);
        Intake.Result brief = intake.readBriefly(body, coding, lease, facts, form);
        return brief != null
                ? judge(brief, facts)
                : steps.largeBodies()
                        .read(request, () -> intake.read(body, coding, lease, facts, form))
                        .flatMap(result -> judge(result, facts));
    }

    private Mono<Void> judge(Intake.Result result, RequestFacts facts) {
        return switch (result) {
            case Intake.Result.Refused no -> reply.refuse(no.objection());
            case Intake.Result.Read all -> {
                List<Event> events = all.events();
                List<Rejection> rejected = all.rejected();
                trail.decoded(all.decoded());
                counts.received(facts.key().org(), facts.stream(), events, all.decoded());
                handover.owes(events.size());
                rejected.forEach(rejection -> counts.rejected(rejection.refusal()));
                Admission.Refused limited = limit(events, all.size());
                if (limited != null) {
                    yield reply.refuse(limited);
                }
                yield untilStored ? handover.publishUntilStored(events, rejected) : handover.publish(events, rejected);
            }
        };
    }

    /// Takes from the limits what the body turned out to hold.
    private Admission.@Nullable Refused limit(List<Event> events, int size) {
        Ticket taken = ticket;
        Admission.Refused limited = taken == null ? null : taken.settle(events, size, System.nanoTime());
        if (limited != null) {
            handover.shed(limited.refusal());
        }
        return limited;
    }

    private Mono<Void> failed(Throwable error) {
        if (reply.isCommitted()) {
            return Mono.error(error);
        }
        if (error instanceof BodyFailure failure) {
            reply.brokeOff();
            return reply.refuse(Objection.of(failure.refusal()));
        }
        if (!reply.isBodyRead()) {
            // The connection broke within the body: nobody is left to be answered.
            reply.count(Outcome.ABORTED, null);
            return Mono.error(error);
        }
        return internal(error);
    }

    private Mono<Void> internal(Throwable error) {
        log.atError()
                .setCause(error)
                .addKeyValue("request", requestId)
                .log("a request failed, its events are answered as unknown");
        handover.unknown();
        return reply.answer(
                protocol.refused(Objection.of(Refusal.INTERNAL), requestId), Outcome.UNKNOWN, Refusal.INTERNAL);
    }

    private void ended(SignalType signal) {
        lease.close();
        if (signal == SignalType.CANCEL) {
            reply.count(Outcome.ABORTED, null);
        }
    }
}
