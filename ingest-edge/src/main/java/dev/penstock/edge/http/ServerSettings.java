package dev.penstock.edge.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.http.server.HttpServer;

/// The server's patience and the number of its connections. By default a silent client may stay for ever.
final class ServerSettings implements NettyServerCustomizer {

    private final HttpPolicy policy;
    private final HttpMetrics metrics;

    ServerSettings(HttpPolicy policy, HttpMetrics metrics) {
        this.policy = policy;
        this.metrics = metrics;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.idleTimeout(policy.idleTimeout())
                .readTimeout(policy.readTimeout())
                .requestTimeout(policy.requestTimeout())
                .doOnChannelInit((observer, channel, address) -> {
                    channel.pipeline()
                            .addFirst(new WriteTimeoutHandler(
                                    policy.requestTimeout().toMillis(), TimeUnit.MILLISECONDS));
                    count(channel);
                });
    }

    private void count(Channel channel) {
        ChannelFutureListener gone = future -> metrics.disconnected();
        if (metrics.connected() <= policy.connections()) {
            channel.closeFuture().addListener(gone);
        } else {
            metrics.connectionRefused();
            channel.close().addListener(gone);
        }
    }
}
