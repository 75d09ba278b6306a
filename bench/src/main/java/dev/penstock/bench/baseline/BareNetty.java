package dev.penstock.bench.baseline;

import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// Reactor Netty that takes a body, looks at nothing, and answers 202: what HTTP alone costs.
public final class BareNetty {

    private BareNetty() {}

    /// Serves until it is killed.
    ///
    /// @param arguments the port
    public static void main(String[] arguments) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .handle(BareNetty::answer)
                .bindNow();
        System.out.println("ready");
        server.onDispose().block();
    }

    private static Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .then(Mono.defer(() -> response.status(202)
                        .header(HttpHeaderNames.CONTENT_LENGTH, "0")
                        .send()
                        .then()));
    }
}
