package dev.penstock.edge.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerState;

/// The server's patience, the number of its connections, and the doors before it. By default a silent client may
/// stay for ever.
final class ServerSettings implements NettyServerCustomizer {

    // A client that resets more streams than this, in half a minute, gets GOAWAY: resetting costs it nothing and us
    // a request. Netty's own default, said here because a flood test stands on it.
    private static final int RESETS = 200;
    private static final int RESETS_SECONDS = 30;

    // The decoder breaks the connection, and what is under way on it, at 128 requests that wait for their answers,
    // which is what one read of small ones brings. The door stops reading at 32, and 64 KB have fewer than this.
    private static final int PIPELINED = 4_096;

    private final HttpPolicy policy;
    private final Connections connections;
    private final HeadScreen screen;
    private final RefusalMark mark;
    private final HttpMetrics metrics;
    private final HttpDecoderConfig decoding;
    private final boolean http2;

    /// @param decoding how the heads of HTTP/1 are read
    /// @param http2 whether connections may speak HTTP/2
    ServerSettings(
            HttpPolicy policy,
            Connections connections,
            RefusalMark mark,
            HttpMetrics metrics,
            HttpDecoderConfig decoding,
            boolean http2) {
        this.http2 = http2;
        this.policy = policy;
        this.connections = connections;
        this.screen = new HeadScreen(policy.headers());
        this.mark = mark;
        this.metrics = metrics;
        this.decoding = decoding;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        // Of HTTP/1 ours takes its place, see BodyDeadline.
        HttpServer patient = http2 ? server.requestTimeout(policy.requestTimeout()) : server;
        return patient.idleTimeout(policy.idleTimeout())
                .readTimeout(policy.readTimeout())
                .http2Settings(settings -> settings.maxConcurrentStreams(policy.streams())
                        .maxHeaderListSize(decoding.getMaxHeaderSize())
                        .maxDecodedRstFramesPerWindow(RESETS, RESETS_SECONDS))
                .childObserve(this::received)
                .doOnChannelInit((observer, channel, address) -> init(channel));
    }

    /// Where a request begins, whoever answers it: the other end of the law that all are answered.
    private void received(Connection connection, ConnectionObserver.State state) {
        if (state == HttpServerState.REQUEST_RECEIVED) {
            metrics.received();
        }
    }

    private void init(Channel channel) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
        ChannelFutureListener gone = future -> connections.gone(address);
        channel.closeFuture().addListener(gone);
        if (!connections.opened(address)) {
            channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addFirst(new AnswerDeadline(policy.requestTimeout().toNanos(), connections));
        if (pipeline.get(NettyPipeline.H2OrHttp11Codec) == null) {
            doors(pipeline);
        } else {
            pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, null, new Negotiated());
        }
    }

    private void doors(ChannelPipeline pipeline) {
        if (pipeline.get(NettyPipeline.HttpCodec) instanceof HttpServerCodec) {
            FrontDoor door = new FrontDoor(screen, mark);
            pipeline.replace(
                    NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new HttpServerCodec(decoding, PIPELINED));
            pipeline.addBefore(
                    NettyPipeline.HttpCodec,
                    null,
                    new HeadDeadline(door, policy.headTimeout().toNanos(), connections));
            pipeline.addAfter(NettyPipeline.HttpCodec, null, door);
            pipeline.addAfter(
                    NettyPipeline.HttpCodec,
                    null,
                    new BodyDeadline(policy.requestTimeout().toNanos()));
            pipeline.addAfter(NettyPipeline.HttpCodec, null, new LingeringClose());
        } else {
            pipeline.addAfter(NettyPipeline.HttpCodec, null, new StreamDoor(screen, mark));
        }
    }

    /// With TLS, client and server agree on HTTP/1.1 or HTTP/2 first; the server builds its pipeline then, and we
    /// add to it.
    private final class Negotiated extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (ctx.pipeline().get(NettyPipeline.HttpCodec) != null) {
                doors(ctx.pipeline());
                ctx.pipeline().remove(this);
            }
            ctx.fireUserEventTriggered(event);
        }
    }
}
