package dev.penstock.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes an HTTP/1 connection whose head does not come to its end. The idle time-out begins anew with each byte, so
/// a client that sends one now and then would stay for ever.
///
/// Stands before the decoder. A head that comes in one piece, as nearly all do, never starts a timer.
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final FrontDoor door;
    private final long nanos;
    private final Connections connections;
    private @Nullable ScheduledFuture<?> timer;

    HeadDeadline(FrontDoor door, long nanos, Connections connections) {
        this.door = door;
        this.nanos = nanos;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean head = door.isBetweenRequests();
        long before = door.heads();
        ctx.fireChannelRead(message);
        if (head && door.isBetweenRequests() && door.heads() == before) {
            if (timer == null) {
                start(ctx);
            }
        } else {
            stop();
        }
    }

    private void start(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> over(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the server is told of the end itself
    private void over(ChannelHandlerContext ctx) {
        timer = null;
        if (door.isBusy()) {
            // The rest of the head may wait in the socket, because we do not read while we are busy.
            start(ctx);
        } else {
            connections.closed(Connections.Cause.HEAD_TIMEOUT);
            ctx.close();
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
