package dev.penstock.edge.http;

import dev.penstock.edge.protocol.Answer;
import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.JsonText;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.ready.Readiness;
import dev.penstock.model.refusal.Refusal;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Everything on the public port that brings no events: the probes, and a JSON answer for whatever is not there.
final class OtherRoutes {

    private final Readiness readiness;
    private final ClientProtocol problems;
    private final RequestIds ids;
    private final HttpMetrics metrics;
    private final InstantSource clock;

    /// @param problems the protocol in which a path that is nobody's is refused
    OtherRoutes(
            Readiness readiness, ClientProtocol problems, RequestIds ids, HttpMetrics metrics, InstantSource clock) {
        this.readiness = readiness;
        this.problems = problems;
        this.ids = ids;
        this.metrics = metrics;
        this.clock = clock;
    }

    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/livez", request -> json(200, status("alive", List.of(), List.of())))
                .GET("/readyz", request -> ready())
                // Where Clickstream's load balancers ask.
                .GET("/health", request -> ready())
                .HEAD("/livez", request -> json(200, ""))
                .HEAD("/readyz", request -> ready())
                .path("/livez", probe -> probe.route(RequestPredicates.all(), this::readOnly))
                .path("/readyz", probe -> probe.route(RequestPredicates.all(), this::readOnly))
                .route(RequestPredicates.all(), request -> refuse(request, Refusal.NOT_FOUND))
                .build();
    }

    private Mono<ServerResponse> ready() {
        List<String> reasons = readiness.reasons();
        String status = reasons.isEmpty() ? "ready" : "not_ready";
        return json(reasons.isEmpty() ? 200 : 503, status(status, reasons, readiness.concerns()));
    }

    private Mono<ServerResponse> readOnly(ServerRequest request) {
        return refuse(request, Refusal.METHOD_NOT_ALLOWED);
    }

    private Mono<ServerResponse> refuse(ServerRequest request, Refusal refusal) {
        metrics.request(Outcome.of(refusal), refusal);
        String requestId = ids.of(request.headers().firstHeader("X-Request-Id"), clock.instant());
        Answer answer = problems.refused(Objection.of(refusal), requestId);
        ServerResponse.BodyBuilder builder = ServerResponse.status(answer.status())
                .contentType(MediaType.parseMediaType(answer.contentType()))
                .header("X-Request-Id", requestId);
        if (refusal == Refusal.METHOD_NOT_ALLOWED) {
            builder.header("Allow", "GET, HEAD");
        }
        return builder.bodyValue(answer.body());
    }

    private static Mono<ServerResponse> json(int status, String body) {
        ServerResponse.BodyBuilder builder = ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store");
        return (status == 503 ? builder.header("Retry-After", "1") : builder).bodyValue(body);
    }

    private static String status(String status, List<String> reasons, List<String> concerns) {
        JsonText text = new JsonText().object().name("status").value(status);
        list(text, "reasons", reasons);
        list(text, "degraded", concerns);
        return text.endObject().toString();
    }

    private static void list(JsonText text, String name, List<String> sentences) {
        if (!sentences.isEmpty()) {
            text.name(name).array();
            sentences.forEach(text::value);
            text.endArray();
        }
    }
}
