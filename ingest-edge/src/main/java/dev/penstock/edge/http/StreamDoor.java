package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/// What [FrontDoor] is for HTTP/1, for a connection of HTTP/2: stands before the server takes its streams apart,
/// and marks heads that are refused. The other streams of the connection go on.
final class StreamDoor extends ChannelInboundHandlerAdapter {

    private final HeadScreen screen;
    private final RefusalMark mark;

    StreamDoor(HeadScreen screen, RefusalMark mark) {
        this.screen = screen;
        this.mark = mark;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        // Trailers have no method.
        if (message instanceof Http2HeadersFrame frame && frame.headers().method() != null) {
            Refusal refusal = screen.refusal(frame.headers());
            if (refusal != null) {
                mark(frame.headers(), refusal);
            }
        }
        ctx.fireChannelRead(message);
    }

    private void mark(Http2Headers headers, Refusal refusal) {
        CharSequence scheme = headers.scheme();
        headers.clear();
        headers.method("GET")
                .path("/")
                .scheme(scheme == null ? "https" : scheme)
                .authority("refused");
        headers.set(RefusalMark.HEADER, mark.of(refusal));
    }
}
