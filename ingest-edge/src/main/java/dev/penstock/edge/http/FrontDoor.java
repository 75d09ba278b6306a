package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/// Stands between the decoder of an HTTP/1 connection and the server. It does two things the server does not:
///
/// - A head the server would answer in its own way, empty and uncounted, is replaced by a marked one (see
///   [RefusalMark]) that our own handler answers. Nothing that follows is read: there is no telling where the next
///   request would begin.
/// - It lets one request through at a time. The server has a queue for pipelined requests of its own, but one that
///   forgets the answers still owed as soon as a later request wants the connection closed.
///
/// One for each connection, on its event loop.
final class FrontDoor extends ChannelDuplexHandler {

    // The server's own number. What one read has brought is decoded to its end, so a few more may wait.
    private static final int MOST_WAITING = 32;

    private final HeadScreen screen;
    private final RefusalMark mark;
    private final Queue<Object> waiting = new ArrayDeque<>(0);
    private boolean busy;
    private boolean betweenRequests = true;
    private boolean shut;
    private long heads;

    FrontDoor(HeadScreen screen, RefusalMark mark) {
        this.screen = screen;
        this.mark = mark;
    }

    /// Whether the next byte belongs to a head.
    boolean isBetweenRequests() {
        return betweenRequests;
    }

    /// How many heads came so far.
    long heads() {
        return heads;
    }

    /// Whether a request is being answered, so that what comes may wait for us.
    boolean isBusy() {
        return busy;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (shut) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            head(ctx, request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            shut = true;
            content.release();
            pass(ctx, new BrokenBodyException());
        } else {
            betweenRequests = message instanceof LastHttpContent;
            pass(ctx, message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event != BodyDeadline.Signal.LATE) {
            ctx.fireUserEventTriggered(event);
        } else if (!shut) {
            shut = true;
            pass(ctx, new LateBodyException());
        }
    }

    private void head(ChannelHandlerContext ctx, HttpRequest request) {
        heads++;
        betweenRequests = request instanceof LastHttpContent;
        HttpRequest passed = request;
        Refusal refusal = screen.refusal(request);
        if (refusal != null) {
            ReferenceCountUtil.release(request);
            shut = true;
            betweenRequests = false;
            passed = refused(refusal);
        }
        // Not before one that waits: it is let through a moment after the answer before it was written.
        if (busy || !waiting.isEmpty()) {
            await(ctx, passed);
        } else {
            busy = true;
            ctx.fireChannelRead(passed);
        }
    }

    private HttpRequest refused(Refusal refusal) {
        HttpRequest empty =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
        empty.headers()
                .set(RefusalMark.HEADER, mark.of(refusal))
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return empty;
    }

    /// Passes what is not a head: it belongs to the last head that came.
    private void pass(ChannelHandlerContext ctx, Object message) {
        if (waiting.isEmpty()) {
            fire(ctx, message);
        } else {
            await(ctx, message);
        }
    }

    private static void fire(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Exception failure) {
            ctx.fireExceptionCaught(failure);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void await(ChannelHandlerContext ctx, Object message) {
        waiting.add(message);
        if (waiting.size() >= MOST_WAITING) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (waiting.size() < MOST_WAITING) {
            ctx.read();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise is whoever wrote's
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean last = message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
        ctx.write(
                message,
                last ? promise.unvoid().addListener((ChannelFutureListener) future -> answered(ctx)) : promise);
    }

    private void answered(ChannelHandlerContext ctx) {
        busy = false;
        if (!waiting.isEmpty()) {
            // Not at once: the server has listeners of its own on this write, and is done after them.
            ctx.executor().execute(() -> next(ctx));
        }
    }

    private void next(ChannelHandlerContext ctx) {
        if (busy || ctx.isRemoved() || !ctx.channel().isActive()) {
            return;
        }
        Object message = waiting.poll();
        if (message == null) {
            return;
        }
        busy = true;
        fire(ctx, message);
        while (waiting.peek() != null && !(waiting.peek() instanceof HttpRequest)) {
            fire(ctx, waiting.remove());
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forget();
    }

    private void forget() {
        shut = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
