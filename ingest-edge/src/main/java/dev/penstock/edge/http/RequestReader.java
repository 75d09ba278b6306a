package dev.penstock.edge.http;

import dev.penstock.edge.protocol.ClientProtocol;
import dev.penstock.edge.protocol.RequestHead;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.edge.stamp.IdempotencyKey;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// Reads what a request tells of itself, and cuts it to a size that fits beside the largest event.
final class RequestReader {

    private static final int LONGEST = 256;

    private final RequestIds ids;
    private final SenderAddress addresses;

    RequestReader(RequestIds ids, SenderAddress addresses) {
        this.ids = ids;
        this.addresses = addresses;
    }

    String requestId(RequestHead head, Instant now) {
        return ids.of(head.header("X-Request-Id"), now);
    }

    /// Where the request came from, as far as our own proxies can be believed.
    SourceAddress source(ServerHttpRequest request) {
        return addresses.of(request.getRemoteAddress(), request.getHeaders().getOrEmpty("X-Forwarded-For"));
    }

    RequestFacts facts(
            ServerHttpRequest request,
            RequestHead head,
            ClientProtocol protocol,
            KeyRecord key,
            @Nullable StreamName stream,
            String requestId,
            Instant receivedAt) {
        return new RequestFacts(
                key,
                stream,
                receivedAt,
                source(request),
                cut(head.header(HttpHeaders.USER_AGENT)),
                cut(protocol.sdk(head)),
                protocol.protocol(),
                protocol.fields(),
                requestId,
                TraceParent.of(head.header("traceparent")),
                idempotency(head).orElse(null));
    }

    /// Whether the request has an `Idempotency-Key` that cannot be one. Where the header means nothing to the client's
    /// own protocol, no value of it is wrong.
    boolean hasWrongIdempotencyKey(RequestHead head, ClientProtocol protocol) {
        return protocol.fields() == FieldReading.STRICT
                && head.header(IdempotencyKey.HEADER) != null
                && idempotency(head).isEmpty();
    }

    private static Optional<IdempotencyKey> idempotency(RequestHead head) {
        return Optional.ofNullable(head.header(IdempotencyKey.HEADER)).flatMap(IdempotencyKey::parse);
    }

    private static String cut(@Nullable String text) {
        if (text == null || text.length() <= LONGEST) {
            return text == null ? "" : text;
        }
        // Not through the middle of a surrogate pair, which could not be written as UTF-8.
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end);
    }
}
