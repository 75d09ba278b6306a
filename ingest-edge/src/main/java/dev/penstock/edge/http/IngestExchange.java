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
import dev.penstock.edge.protocol.StoredAnswer;
import dev.penstock.edge.protocol.Verdict;
import dev.penstock.edge.publish.Placement;
import dev.penstock.edge.publish.Publication;
import dev.penstock.edge.publish.Settlement;
import dev.penstock.edge.stamp.IdempotencyKey;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.unpack.ContentCodings.Announced;
import dev.penstock.model.event.Event;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;

/// One request that brings events, from its head to its answer. What can be refused by the head alone is refused
/// before the body is read.
///
/// Runs on the event loop of its connection, which it never blocks: a large body is read, and its events are handed to
/// Kafka, on a thread of [LargeBodies].
final class IngestExchange {

    private static final Logger log = LoggerFactory.getLogger(IngestExchange.class);

    private static final int SMALL = 64 * 1024;

    private static final Objection NOT_TRIED = new Objection(
            Refusal.LOG_UNAVAILABLE, "the log has not been answering, so nothing was tried; send the events again");

    private final ClientProtocol protocol;
    private final RequestHead head;
    private final ServerHttpRequest request;
    private final ServerHttpResponse response;
    private final IngestSteps steps;
    private final RequestReader reader;
    private final AnswerWriter writer;
    private final HttpMetrics metrics;
    private final RequestTrail trail;
    private final Instant receivedAt;
    private final String requestId;
    private final InFlightBudget.Lease lease;

    // Null until the request is admitted.
    private @Nullable Ticket ticket;
    // The headers of the limit that refused are set.
    private boolean refusedByLimit;
    // Gathered already, where the key was in it.
    private @Nullable Body collected;
    private @Nullable String secret;
    private @Nullable KeyRecord proved;
    private boolean untilStored;
    private boolean bodyRead;
    // The body broke off: there is no telling where the next request would begin.
    private boolean broken;
    private boolean counted;
    // Events of the body whose fate is not counted yet.
    private int uncounted;

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
        this.response = response;
        this.steps = steps;
        this.reader = reader;
        this.writer = writer;
        this.metrics = metrics;
        this.receivedAt = now.truncatedTo(ChronoUnit.MILLIS);
        this.requestId = reader.requestId(head, now);
        this.trail = trails.begin(request.getMethod().name(), head, requestId);
        this.lease = steps.budget().lease();
    }

    Mono<Void> run() {
        try {
            return authenticate();
        } catch (RuntimeException e) {
            // Without it the server's own answer would go out, which is no JSON, has no request id and is not counted.
            return internal(e);
        }
    }

    private Mono<Void> authenticate() {
        if (Cors.isPreflight(head)) {
            return steps.cors().allows(presented(protocol.key(head)))
                    ? answer(Cors.welcome(head), Outcome.SERVED, null)
                    : refuse(Objection.of(Refusal.ORIGIN_NOT_ALLOWED));
        }
        Answer aside = protocol.aside(head, receivedAt);
        if (aside != null) {
            return answer(aside, Outcome.SERVED, null);
        }
        if (!protocol.takes(head.method())) {
            return refuse(Objection.of(Refusal.METHOD_NOT_ALLOWED));
        }
        String presented = protocol.key(head);
        String member = protocol.keyMember();
        return presented == null && member != null ? readKey(member) : authenticate(presented);
    }

    /// Gathers the body before anybody has proved anything, and looks for the key in it.
    private Mono<Void> readKey(String member) {
        // Nothing is unpacked for a stranger.
        if (!(announcedCoding() instanceof Announced.Plain)) {
            return refuse(new Objection(Refusal.MISSING_KEY, "a body that is packed needs its key in the head"));
        }
        long announced = request.getHeaders().getContentLength();
        if (announced > KeylessBodies.MOST) {
            return refuse(new Objection(
                    Refusal.BODY_TOO_LARGE, "a body with the key within may have " + KeylessBodies.MOST + " bytes"));
        }
        if (!steps.keyless().enter()) {
            return refuse(Objection.of(Refusal.EDGE_FULL));
        }
        return BodyCollector.collect(request.getBody(), KeylessBodies.MOST, announced, lease)
                .doFinally(signal -> steps.keyless().leave())
                .flatMap(body -> {
                    collected = body;
                    bodyRead = true;
                    return authenticate(steps.intake().member(body, member));
                })
                .onErrorResume(this::failed)
                .doFinally(this::ended);
    }

    private Mono<Void> authenticate(@Nullable String presented) {
        secret = protocol.repeatsKey() ? presented : null;
        return switch (steps.authenticator().authenticate(presented(presented))) {
            case Authentication.Refused no -> refuse(Objection.of(no.refusal()));
            case Authentication.Authenticated yes -> {
                proved = yes.key();
                trail.authenticated(yes.key());
                yield direct(yes.key());
            }
        };
    }

    private Presented presented(@Nullable String key) {
        return new Presented(key, head.header(HttpHeaders.ORIGIN), reader.source(request));
    }

    private Mono<Void> direct(KeyRecord key) {
        return switch (protocol.destination(head)) {
            case Destination.Refused no -> refuse(new Objection(no.refusal(), no.detail()));
            case Destination.Named named -> admit(key, named.stream());
            case Destination.OfKey own ->
                admit(key, key.streams().size() == 1 ? key.streams().iterator().next() : StreamName.DEFAULT);
        };
    }

    private Mono<Void> admit(KeyRecord key, @Nullable StreamName stream) {
        switch (protocol.acknowledgement(head)) {
            case Acknowledgement.Refused no -> {
                return refuse(new Objection(no.refusal(), no.detail()));
            }
            case Acknowledgement.Log log -> untilStored = false;
            case Acknowledgement.Stored stored -> untilStored = true;
        }
        if (stream != null && !key.allows(stream)) {
            return refuse(new Objection(Refusal.KEY_NOT_ALLOWED, "the ingestion key may not write this stream"));
        }
        Announced coding = announcedCoding();
        if (coding instanceof Announced.Unsupported) {
            return refuse(
                    new Objection(Refusal.UNSUPPORTED_ENCODING, steps.intake().codingsInWords()));
        }
        if (reader.hasWrongIdempotencyKey(head, protocol)) {
            return refuse(new Objection(Refusal.INVALID_PARAMETER, IdempotencyKey.RULE));
        }
        long announced = request.getHeaders().getContentLength();
        long most = steps.limits().body().toBytes();
        if (announced > most) {
            return refuse(new Objection(Refusal.BODY_TOO_LARGE, "a body may have " + most + " bytes"));
        }
        if (!steps.publisher().keepsPromise()) {
            return refuse(new Objection(
                    Refusal.NOT_READY, "this edge cannot be sure yet that the log keeps what it takes, try again"));
        }
        if (steps.publisher().isRefusing()) {
            return refuse(NOT_TRIED);
        }
        return switch (steps.admission().admit(key, stream, announced, System.nanoTime())) {
            case Admission.Refused no -> refuse(no);
            case Admission.Admitted yes -> {
                ticket = yes.ticket();
                yield lease.enter(key.org())
                        ? collect(key, stream, coding, announced)
                        : refuse(Objection.of(lease.refusal())).doFinally(this::ended);
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
        bodyRead = true;
        metrics.body(body.size());
        trail.body(body.size());
        Intake intake = steps.intake();
        BodyForm form = protocol.form(head).hiding(secret);
        Intake.Result brief = intake.readBriefly(body, coding, lease, facts, form);
        return brief != null
                ? judge(brief)
                : steps.largeBodies()
                        .read(request, () -> intake.read(body, coding, lease, facts, form))
                        .flatMap(this::judge);
    }

    private Mono<Void> judge(Intake.Result result) {
        return switch (result) {
            case Intake.Result.Refused no -> refuse(no.objection());
            case Intake.Result.Read all -> {
                List<Event> events = all.events();
                List<Rejection> rejected = all.rejected();
                trail.decoded(all.decoded());
                metrics.receivedEvents(all.decoded());
                uncounted = events.size();
                rejected.forEach(rejection -> metrics.events(Outcome.REJECTED, rejection.refusal(), 1));
                Admission.Refused limited = limit(events, all.size());
                if (limited != null) {
                    yield refuse(limited);
                }
                if (untilStored && !events.isEmpty()) {
                    yield publishUntilStored(new StoredWait(steps.awaiting(), events), rejected);
                }
                yield events.isEmpty()
                        ? settled(new Verdict(requestId, events, 0, rejected))
                        : publish(events).flatMap(publication -> published(publication, events, rejected));
            }
        };
    }

    /// Takes from the limits what the body turned out to hold.
    private Admission.@Nullable Refused limit(List<Event> events, int size) {
        Ticket taken = ticket;
        Admission.Refused limited = taken == null ? null : taken.settle(events, size, System.nanoTime());
        if (limited != null) {
            uncounted = 0;
            metrics.events(Outcome.SHED, limited.refusal(), events.size());
        }
        return limited;
    }

    private Mono<Publication> publish(List<Event> events) {
        return Mono.create(sink -> {
            HttpServerRequest connection = ServerHttpRequestDecorator.getNativeRequest(request);
            connection.withConnection(
                    own -> publish(events, null, sink, own.channel().eventLoop()));
        });
    }

    private Mono<Void> publishUntilStored(StoredWait wait, List<Rejection> rejected) {
        // Nothing here may hold the events but the wait, which lets go of them.
        return Mono.<EventLoop>create(sink -> {
                    HttpServerRequest connection = ServerHttpRequestDecorator.getNativeRequest(request);
                    connection.withConnection(own -> sink.success(own.channel().eventLoop()));
                })
                .flatMap(loop -> Mono.<Publication>create(sink -> publish(wait.events(), wait.placement(), sink, loop))
                        .flatMap(publication -> publication instanceof Publication.Acknowledged
                                ? awaitStored(wait, new Verdict(requestId, wait.release(), 0, rejected), loop)
                                : published(publication, wait.release(), rejected)));
    }

    private Mono<Void> awaitStored(StoredWait wait, Verdict verdict, EventLoop loop) {
        StoredAnswer answer = protocol.whenStored(head, verdict);
        // The events are Kafka's now, and those who wait are bounded by themselves.
        lease.close();
        return wait.fates(loop).flatMap(fates -> answer(answer.of(fates), Outcome.ACCEPTED, null));
    }

    private void publish(
            List<Event> events, @Nullable Placement placement, MonoSink<Publication> sink, EventLoop loop) {
        int size = events.size();
        uncounted = 0;
        Settlement settlement = steps.publisher().publish(events, trail.traceParent(), placement, publication -> {
            // Counted here, where it becomes known, and not when it is answered: the client may have gone.
            count(publication, size);
            // Kafka's thread serves all requests: it only knocks.
            loop.execute(() -> sink.success(publication));
        });
        if (settlement != null) {
            ScheduledFuture<?> deadline = loop.schedule(
                    settlement::expire, steps.publishing().answerTimeout().toNanos(), TimeUnit.NANOSECONDS);
            sink.onDispose(() -> deadline.cancel(false));
        }
    }

    private void count(Publication publication, int events) {
        switch (publication) {
            case Publication.Acknowledged all -> metrics.events(Outcome.ACCEPTED, null, events);
            case Publication.Unknown fate -> {
                metrics.events(Outcome.ACCEPTED, null, fate.acknowledged());
                metrics.events(Outcome.UNKNOWN, Refusal.LOG_UNAVAILABLE, fate.unknown());
            }
            case Publication.Shed none -> metrics.events(Outcome.SHED, Refusal.LOG_UNAVAILABLE, events);
        }
    }

    private Mono<Void> published(Publication publication, List<Event> events, List<Rejection> rejected) {
        return switch (publication) {
            case Publication.Acknowledged all -> settled(new Verdict(requestId, events, 0, rejected));
            case Publication.Unknown fate -> settled(new Verdict(requestId, events, fate.unknown(), rejected));
            case Publication.Shed none -> refuse(NOT_TRIED);
        };
    }

    private Mono<Void> settled(Verdict verdict) {
        Answer answer = protocol.settled(head, verdict);
        if (verdict.unknown() > 0) {
            return answer(answer, Outcome.UNKNOWN, Refusal.LOG_UNAVAILABLE);
        }
        return verdict.taken().isEmpty() && !verdict.rejected().isEmpty()
                ? answer(answer, Outcome.REJECTED, verdict.rejected().getFirst().refusal())
                : answer(answer, Outcome.ACCEPTED, null);
    }

    private Mono<Void> refuse(Admission.Refused limited) {
        refusedByLimit = true;
        writer.rates().refused(response.getHeaders(), limited);
        return refuse(new Objection(limited.refusal(), limited.detail()));
    }

    private Mono<Void> refuse(Objection objection) {
        Refusal refusal = objection.refusal();
        Ticket taken = ticket;
        if (taken != null && Outcome.of(refusal) == Outcome.SHED) {
            taken.giveBack(System.nanoTime());
        }
        return answer(protocol.refused(objection, requestId), Outcome.of(refusal), refusal);
    }

    private Mono<Void> answer(Answer answer, Outcome outcome, @Nullable Refusal reason) {
        trail.answered(answer.status());
        count(outcome, reason);
        Ticket taken = ticket;
        if (taken != null && !refusedByLimit) {
            writer.rates().left(response.getHeaders(), taken.status(System.nanoTime()));
        }
        // The events are done with; who reads his answer slowly holds no more than that.
        lease.shrinkTo(answer.body().length());
        steps.cors().describe(response.getHeaders(), head, proved, reason);
        Mono<Void> written = writer.write(response, answer, reason, requestId, bodyRead || (isSmall() && !broken));
        // Spring takes the body from an answer to HEAD, and with it what would have sent the status.
        return request.getMethod().equals(HttpMethod.HEAD) ? written.then(Mono.defer(response::setComplete)) : written;
    }

    /// Whether what is still to come of the request is so little that the server had better read it for nothing
    /// than close a connection: when all are refused, all would connect again. Who waits to be told to continue may
    /// send the body or not, now that the answer is no: what comes next cannot be told apart.
    private boolean isSmall() {
        long announced = request.getHeaders().getContentLength();
        boolean chunked = request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
        boolean waits = request.getHeaders().containsHeader(HttpHeaders.EXPECT);
        return !chunked && !waits && announced <= SMALL;
    }

    private Mono<Void> failed(Throwable error) {
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        if (error instanceof BodyFailure failure) {
            broken = true;
            return refuse(Objection.of(failure.refusal()));
        }
        if (!bodyRead) {
            // The connection broke within the body: nobody is left to be answered.
            count(Outcome.ABORTED, null);
            return Mono.error(error);
        }
        return internal(error);
    }

    private Mono<Void> internal(Throwable error) {
        log.atError()
                .setCause(error)
                .addKeyValue("request", requestId)
                .log("a request failed, its events are answered as unknown");
        metrics.events(Outcome.UNKNOWN, Refusal.INTERNAL, uncounted);
        uncounted = 0;
        Objection objection = Objection.of(Refusal.INTERNAL);
        return answer(protocol.refused(objection, requestId), Outcome.UNKNOWN, Refusal.INTERNAL);
    }

    private void ended(SignalType signal) {
        lease.close();
        if (signal == SignalType.CANCEL) {
            count(Outcome.ABORTED, null);
        }
    }

    /// Counts the request, the first time only: an answer that cannot be written any more was counted already.
    private void count(Outcome outcome, @Nullable Refusal reason) {
        if (!counted) {
            counted = true;
            trail.ended(outcome, reason);
        }
    }
}
