package dev.penstock.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends a body that does not come to its end, however steadily it drips: tells [FrontDoor], which makes it the error of
/// that body.
///
/// The server has such a deadline of its own, but one timer for each request, which is not taken back when the
/// answer is written before the body was read: whoever sends refused requests would leave half a minute of them in
/// memory. Here it is one timer for each connection, and none for requests that come in one piece.
///
/// Stands behind the decoder, on the event loop of its connection.
final class BodyDeadline extends ChannelInboundHandlerAdapter {

    /// What [FrontDoor] is told.
    enum Signal {
        LATE
    }

    private final long nanos;
    private long began;
    private boolean within;
    private @Nullable ScheduledFuture<?> timer;

    /// @param nanos how long a body may take in all
    BodyDeadline(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            began = System.nanoTime();
        }
        if (message instanceof HttpRequest || message instanceof HttpContent) {
            within = !(message instanceof LastHttpContent);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (within && timer == null) {
            start(ctx, nanos);
        }
        ctx.fireChannelReadComplete();
    }

    private void start(ChannelHandlerContext ctx, long delay) {
        timer = ctx.executor().schedule(() -> look(ctx), delay, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        timer = null;
        if (!within) {
            return;
        }
        long left = nanos - (System.nanoTime() - began);
        if (left > 0) {
            // Another request than the one it was started for.
            start(ctx, left);
        } else {
            within = false;
            ctx.fireUserEventTriggered(Signal.LATE);
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }
}
