package dev.penstock.edge.http;

import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.protocol.Answer;
import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.protocol.Rejection;
import dev.penstock.edge.protocol.RequestHead;
import dev.penstock.edge.protocol.StoredAnswer;
import dev.penstock.edge.protocol.Verdict;
import dev.penstock.edge.publish.Placement;
import dev.penstock.edge.publish.Publication;
import dev.penstock.edge.publish.Settlement;
import dev.penstock.model.event.Event;
import dev.penstock.model.refusal.Refusal;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;

/// The last part of a request: its events go to Kafka, and what becomes of them becomes its answer, at once or
/// when they are stored.
final class Handover {

    static final Objection NOT_TRIED = new Objection(
            Refusal.LOG_UNAVAILABLE, "the log has not been answering, so nothing was tried; send the events again");

    private final ClientProtocol protocol;
    private final RequestHead head;
    private final ServerHttpRequest request;
    private final IngestSteps steps;
    private final EventCounts counts;
    private final RequestTrail trail;
    private final InFlightBudget.Lease lease;
    private final Reply reply;
    private final String requestId;

    // Events whose fate is not counted yet.
    private int uncounted;

    Handover(
            ClientProtocol protocol,
            RequestHead head,
            ServerHttpRequest request,
            IngestSteps steps,
            EventCounts counts,
            RequestTrail trail,
            InFlightBudget.Lease lease,
            Reply reply,
            String requestId) {
        this.protocol = protocol;
        this.head = head;
        this.request = request;
        this.steps = steps;
        this.counts = counts;
        this.trail = trail;
        this.lease = lease;
        this.reply = reply;
        this.requestId = requestId;
    }

    /// Takes over events that have been decoded, whose fate is to be counted.
    void owes(int events) {
        uncounted = events;
    }

    /// Counts them as shed by a limit.
    void shed(Refusal reason) {
        counts.all(Outcome.SHED, reason, uncounted);
        uncounted = 0;
    }

    /// Counts those nobody has counted: something failed on the way.
    void unknown() {
        counts.all(Outcome.UNKNOWN, Refusal.INTERNAL, uncounted);
        uncounted = 0;
    }

    /// Hands the events to Kafka and answers once it is known what became of them.
    Mono<Void> publish(List<Event> events, List<Rejection> rejected) {
        return events.isEmpty()
                ? settled(new Verdict(requestId, events, 0, rejected))
                : Mono.<Publication>create(sink -> onLoop(loop -> publish(events, null, sink, loop)))
                        .flatMap(publication -> published(publication, events, rejected));
    }

    /// Hands the events to Kafka and answers once they are stored, or it takes too long.
    Mono<Void> publishUntilStored(List<Event> events, List<Rejection> rejected) {
        // Nothing below may hold the events but the wait, which lets go of them.
        return events.isEmpty()
                ? publish(events, rejected)
                : publishUntilStored(new StoredWait(steps.awaiting(), events), rejected);
    }

    private Mono<Void> publishUntilStored(StoredWait wait, List<Rejection> rejected) {
        return Mono.<Publication>create(sink -> onLoop(loop -> publish(wait.events(), wait.placement(), sink, loop)))
                .flatMap(publication -> publication instanceof Publication.Acknowledged
                        ? awaitStored(wait, new Verdict(requestId, wait.release(), 0, rejected))
                        : published(publication, wait.release(), rejected));
    }

    private Mono<Void> awaitStored(StoredWait wait, Verdict verdict) {
        StoredAnswer answer = protocol.whenStored(head, verdict);
        // The events are Kafka's now, and those who wait are bounded by themselves.
        lease.close();
        return Mono.<EventLoop>create(sink -> onLoop(sink::success))
                .flatMap(wait::fates)
                .flatMap(fates -> reply.answer(answer.of(fates), Outcome.ACCEPTED, null));
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

    private void onLoop(Consumer<EventLoop> task) {
        HttpServerRequest connection = ServerHttpRequestDecorator.getNativeRequest(request);
        connection.withConnection(own -> task.accept(own.channel().eventLoop()));
    }

    private void count(Publication publication, int events) {
        switch (publication) {
            case Publication.Acknowledged all -> counts.all(Outcome.ACCEPTED, null, events);
            case Publication.Unknown fate -> counts.partly(fate.acknowledged(), fate.unknown());
            case Publication.Shed none -> counts.all(Outcome.SHED, Refusal.LOG_UNAVAILABLE, events);
        }
    }

    private Mono<Void> published(Publication publication, List<Event> events, List<Rejection> rejected) {
        return switch (publication) {
            case Publication.Acknowledged all -> settled(new Verdict(requestId, events, 0, rejected));
            case Publication.Unknown fate -> settled(new Verdict(requestId, events, fate.unknown(), rejected));
            case Publication.Shed none -> reply.refuse(NOT_TRIED);
        };
    }

    private Mono<Void> settled(Verdict verdict) {
        Answer answer = protocol.settled(head, verdict);
        if (verdict.unknown() > 0) {
            return reply.answer(answer, Outcome.UNKNOWN, Refusal.LOG_UNAVAILABLE);
        }
        return verdict.taken().isEmpty() && !verdict.rejected().isEmpty()
                ? reply.answer(
                        answer, Outcome.REJECTED, verdict.rejected().getFirst().refusal())
                : reply.answer(answer, Outcome.ACCEPTED, null);
    }
}
