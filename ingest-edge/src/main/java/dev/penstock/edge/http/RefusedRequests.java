package dev.penstock.edge.http;

import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.model.refusal.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/// Answers what a door refused (see [RefusalMark]). Nothing of the request is known but why.
final class RefusedRequests {

    private final ClientProtocol problems;
    private final RequestIds ids;
    private final AnswerWriter writer;
    private final RequestTrails trails;
    private final InstantSource clock;

    /// @param problems the protocol in which they are answered
    RefusedRequests(
            ClientProtocol problems, RequestIds ids, AnswerWriter writer, RequestTrails trails, InstantSource clock) {
        this.problems = problems;
        this.ids = ids;
        this.writer = writer;
        this.trails = trails;
        this.clock = clock;
    }

    Mono<Void> answer(ServerHttpResponse response, Refusal refusal) {
        Instant now = clock.instant();
        String requestId = ids.of(null, now);
        RequestTrail trail = trails.unreadable(requestId, now);
        trail.answered(refusal.status());
        trail.ended(Outcome.of(refusal), refusal);
        return writer.write(response, problems.refused(Objection.of(refusal), requestId), refusal, requestId, false);
    }
}
