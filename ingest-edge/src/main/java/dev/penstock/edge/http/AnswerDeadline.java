package dev.penstock.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose client does not read. It looks at what is left after a flush, which as a rule is
/// nothing, and only then starts a timer; a time-out for each write would be a timer for each write.
final class AnswerDeadline extends ChannelOutboundHandlerAdapter {

    private final long nanos;
    private final Connections connections;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Object stuck;

    /// @param nanos how long the client may leave one and the same piece of an answer unread
    AnswerDeadline(long nanos, Connections connections) {
        this.nanos = nanos;
        this.connections = connections;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        if (timer == null) {
            watch(ctx);
        }
    }

    private void watch(ChannelHandlerContext ctx) {
        stuck = first(ctx);
        if (stuck != null) {
            timer = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
        }
    }

    // The same piece, not an equal one; and of closing nothing is expected that the server would not be told.
    @SuppressWarnings({"ReferenceEquality", "FutureReturnValueIgnored"})
    private void look(ChannelHandlerContext ctx) {
        timer = null;
        Object first = first(ctx);
        if (first != null && first == stuck) {
            connections.closed(Connections.Cause.ANSWER_NOT_READ);
            ctx.close();
        } else {
            watch(ctx);
        }
    }

    private static @Nullable Object first(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? null : buffer.current();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
