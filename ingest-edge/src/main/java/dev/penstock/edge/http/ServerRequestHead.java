package dev.penstock.edge.http;

import dev.penstock.edge.protocol.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// The head of a request as Spring has it.
record ServerRequestHead(ServerHttpRequest request, String path) implements RequestHead {

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public Set<String> headerNames() {
        return request.getHeaders().headerNames();
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeaders().getFirst(name);
    }

    @Override
    public @Nullable String parameter(String name) {
        return request.getQueryParams().getFirst(name);
    }
}
