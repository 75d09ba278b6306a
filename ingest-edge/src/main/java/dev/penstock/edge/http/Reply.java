package dev.penstock.edge.http;

import dev.penstock.edge.admit.Admission;
import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.edge.admit.Ticket;
import dev.penstock.edge.protocol.Answer;
import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.protocol.RequestHead;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/// The answer to one request: what its headers must say by what was learned on the way, and that it is counted once.
///
/// Told on the event loop of the connection, or by the thread that has the request in hand; never by two at a time,
/// but for the end of a client that has gone.
final class Reply {

    private static final int SMALL = 64 * 1024;

    private final ClientProtocol protocol;
    private final RequestHead head;
    private final ServerHttpRequest request;
    private final ServerHttpResponse response;
    private final AnswerWriter writer;
    private final Cors cors;
    private final RequestTrail trail;
    private final InFlightBudget.Lease lease;
    private final String requestId;
    private final AtomicBoolean counted = new AtomicBoolean();

    private @Nullable KeyRecord key;
    // Null until the request is admitted.
    private @Nullable Ticket ticket;
    // The headers of the limit that refused are set.
    private boolean refusedByLimit;
    private boolean bodyRead;
    // The body broke off: there is no telling where the next request would begin.
    private boolean broken;

    Reply(
            ClientProtocol protocol,
            RequestHead head,
            ServerHttpRequest request,
            ServerHttpResponse response,
            AnswerWriter writer,
            Cors cors,
            RequestTrail trail,
            InFlightBudget.Lease lease,
            String requestId) {
        this.protocol = protocol;
        this.head = head;
        this.request = request;
        this.response = response;
        this.writer = writer;
        this.cors = cors;
        this.trail = trail;
        this.lease = lease;
        this.requestId = requestId;
    }

    /// The request has proved this key: pages of its origins may read the answer.
    void authenticated(KeyRecord proved) {
        key = proved;
        trail.authenticated(proved);
    }

    /// The request has taken from limits, and the answer tells what is left.
    void admitted(Ticket taken) {
        ticket = taken;
    }

    /// The body has been read to its end, so the next request can be told from it.
    void bodyRead() {
        bodyRead = true;
    }

    boolean isBodyRead() {
        return bodyRead;
    }

    /// The body will not be read to its end.
    void brokeOff() {
        broken = true;
    }

    /// Whether it is too late for an answer, or for another one.
    boolean isCommitted() {
        return response.isCommitted();
    }

    /// Refuses because of a limit, whose headers say when to come again.
    Mono<Void> refuse(Admission.Refused limited) {
        refusedByLimit = true;
        writer.rates().refused(response.getHeaders(), limited);
        return refuse(new Objection(limited.refusal(), limited.detail()));
    }

    /// Refuses the request as a whole. What it took from limits is given back when that is no fault of its sender's.
    Mono<Void> refuse(Objection objection) {
        Refusal refusal = objection.refusal();
        Ticket taken = ticket;
        if (taken != null && Outcome.of(refusal) == Outcome.SHED) {
            taken.giveBack(System.nanoTime());
        }
        return answer(protocol.refused(objection, requestId), Outcome.of(refusal), refusal);
    }

    /// Answers.
    ///
    /// @param reason why it is not what the client wanted; null when it is
    Mono<Void> answer(Answer answer, Outcome outcome, @Nullable Refusal reason) {
        trail.answered(answer.status());
        count(outcome, reason);
        Ticket taken = ticket;
        if (taken != null && !refusedByLimit) {
            writer.rates().left(response.getHeaders(), taken.status(System.nanoTime()));
        }
        // The events are done with; who reads his answer slowly holds no more than that.
        lease.shrinkTo(answer.body().length());
        cors.describe(response.getHeaders(), head, key, reason);
        Mono<Void> written = writer.write(response, answer, reason, requestId, bodyRead || (isSmall() && !broken));
        // Spring takes the body from an answer to HEAD, and with it what would have sent the status.
        return request.getMethod().equals(HttpMethod.HEAD) ? written.then(Mono.defer(response::setComplete)) : written;
    }

    /// Counts the request, the first time only: an answer that cannot be written any more was counted already.
    void count(Outcome outcome, @Nullable Refusal reason) {
        if (counted.compareAndSet(false, true)) {
            trail.ended(outcome, reason);
        }
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
}
