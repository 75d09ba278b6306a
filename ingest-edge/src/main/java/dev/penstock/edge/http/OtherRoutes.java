package dev.penstock.edge.http;

import dev.penstock.edge.protocol.Answer;
import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.JsonText;
import dev.penstock.edge.protocol.Objection;
import dev.penstock.edge.ready.Readiness;
import dev.penstock.model.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Everything on the public port that brings no events: the probes, the documents, and a JSON answer for whatever is
/// not there.
final class OtherRoutes {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final Readiness readiness;
    private final ClientProtocol problems;
    private final RequestIds ids;
    private final RequestTrails trails;
    private final InstantSource clock;
    private final String document;
    private final ApiPage.Rendered page;

    /// @param problems the protocol in which a path that is nobody's is refused
    OtherRoutes(
            Readiness readiness,
            ClientProtocol problems,
            RequestIds ids,
            RequestTrails trails,
            InstantSource clock,
            ApiDocument document) {
        this.readiness = readiness;
        this.problems = problems;
        this.ids = ids;
        this.trails = trails;
        this.clock = clock;
        this.document = document.yaml();
        this.page = ApiPage.render(document);
    }

    RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        readOnly(routes, "/livez", request -> json(200, status("alive", List.of(), List.of())));
        readOnly(routes, "/readyz", request -> ready());
        readOnly(
                routes,
                "/openapi.yaml",
                request -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_YAML)
                        .header("X-Content-Type-Options", "nosniff")
                        .bodyValue(document));
        readOnly(
                routes,
                "/docs",
                request -> ServerResponse.ok()
                        .contentType(HTML)
                        .header("Content-Security-Policy", page.policy())
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Referrer-Policy", "no-referrer")
                        .bodyValue(page.html()));
        // Where Clickstream's load balancers ask.
        readOnly(routes, "/health", request -> ready());
        return routes.route(RequestPredicates.all(), request -> refuse(request, null, Refusal.NOT_FOUND))
                .build();
    }

    /// A path that is read and nothing else.
    private void readOnly(RouterFunctions.Builder routes, String path, HandlerFunction<ServerResponse> page) {
        HandlerFunction<ServerResponse> served = request -> page.handle(request).doOnNext(answer -> {
            RequestTrail trail = trails.begin(request.method().name(), path, requestId(request));
            trail.answered(answer.statusCode().value());
            trail.ended(Outcome.SERVED, null);
        });
        routes.GET(path, served)
                .HEAD(path, served)
                .path(
                        path,
                        other -> other.route(
                                RequestPredicates.all(), request -> refuse(request, path, Refusal.METHOD_NOT_ALLOWED)));
    }

    private Mono<ServerResponse> ready() {
        List<String> reasons = readiness.reasons();
        List<String> concerns = readiness.concerns();
        if (!reasons.isEmpty()) {
            return json(503, status("not_ready", reasons, concerns));
        }
        return json(200, status(concerns.isEmpty() ? "ready" : "degraded", reasons, concerns));
    }

    private String requestId(ServerRequest request) {
        return ids.of(request.headers().firstHeader("X-Request-Id"), clock.instant());
    }

    /// @param path the path of ours it was; null when it is none
    private Mono<ServerResponse> refuse(ServerRequest request, @Nullable String path, Refusal refusal) {
        String requestId = requestId(request);
        RequestTrail trail = trails.begin(request.method().name(), path, requestId);
        Answer answer = problems.refused(Objection.of(refusal), requestId);
        trail.answered(answer.status());
        trail.ended(Outcome.of(refusal), refusal);
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
