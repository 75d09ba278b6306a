package dev.penstock.bench.baseline;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/// The same with WebFlux on top: a functional route that takes the body as bytes and answers 202.
public final class BareWebFlux {

    private BareWebFlux() {}

    /// Serves until it is killed.
    ///
    /// @param arguments the port
    public static void main(String[] arguments) {
        HttpHandler handler = RouterFunctions.toHttpHandler(
                route().POST("/**", BareWebFlux::answer).build());
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
        System.out.println("ready");
        server.onDispose().block();
    }

    private static Mono<ServerResponse> answer(ServerRequest request) {
        return request.bodyToMono(byte[].class)
                .flatMap(body -> ServerResponse.accepted().contentLength(0).build());
    }
}
