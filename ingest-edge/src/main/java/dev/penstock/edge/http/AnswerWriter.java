package dev.penstock.edge.http;

import dev.penstock.edge.protocol.Answer;
import dev.penstock.model.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/// Writes answers, with the headers that hang on the status and not on the protocol.
final class AnswerWriter {

    private final RetryAfter retryAfter;
    private final RateHeaders rates;
    private final String codings;

    /// Makes a writer.
    ///
    /// @param codings the `Accept-Encoding` of a refusal of another one
    AnswerWriter(RetryAfter retryAfter, String codings) {
        this.retryAfter = retryAfter;
        this.codings = codings;
        this.rates = new RateHeaders(retryAfter);
    }

    /// The headers that tell what is left of a limit.
    RateHeaders rates() {
        return rates;
    }

    /// Writes one answer.
    ///
    /// @param reason why it is not what the client wanted; null when it is
    /// @param complete whether the request has been read to its end. If not, the connection closes: what is still
    ///     to come would be taken for the next request, or have to be read for nothing
    Mono<Void> write(
            ServerHttpResponse response, Answer answer, @Nullable Refusal reason, String requestId, boolean complete) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = response.getHeaders();
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        if (!answer.contentType().isEmpty()) {
            headers.set(HttpHeaders.CONTENT_TYPE, answer.contentType());
        }
        answer.headers().forEach(headers::set);
        if (answer.status() != 204) {
            headers.setContentLength(body.length);
        }
        headers.set("X-Request-Id", requestId);
        if (reason != null) {
            explain(headers, answer.status(), reason);
        }
        if (!complete) {
            headers.set(HttpHeaders.CONNECTION, "close");
        }
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private void explain(HttpHeaders headers, int status, Refusal reason) {
        switch (status) {
            case 401 -> headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case 405 -> headers.set(HttpHeaders.ALLOW, "POST");
            case 415 -> {
                if (reason == Refusal.UNSUPPORTED_ENCODING) {
                    headers.set(HttpHeaders.ACCEPT_ENCODING, codings);
                }
            }
            case 429, 503 -> {
                // Whoever knows better has said it already.
                if (!headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
                    headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter.seconds(reason)));
                }
            }
            default -> {}
        }
    }
}
