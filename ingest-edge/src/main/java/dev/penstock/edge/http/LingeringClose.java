package dev.penstock.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/// Lets a refused client read why. Whoever closes a connection on which more is still coming makes the kernel send a
/// reset, and the reset takes the answer with it out of the client's own buffer: the client sees a broken connection
/// instead of a 413, and sends the same body again.
///
/// So a connection that is to be closed within a request says that nothing more will be answered, and then reads
/// for nothing until the client has closed, at most [#LONGEST_MILLIS] and [#MOST] bytes; then it is closed
/// hard. What is read for nothing is not decoded: under overload refusals are most of the work, and a megabyte
/// has 128 parts.
///
/// One for each connection, on its event loop, next to the decoder.
final class LingeringClose extends ChannelDuplexHandler {

    /// How long a client has to read its answer and close, in milliseconds.
    static final long LONGEST_MILLIS = 2_000;

    /// Bytes of a body that are read for nothing: more costs more than the answer is worth.
    static final long MOST = 16L << 20;

    private boolean withinRequest;
    private boolean lingering;
    private long discarded;
    private @Nullable Future<?> deadline;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingering) {
            discard(ctx, message);
            return;
        }
        if (message instanceof HttpObject part) {
            // What cannot be read has no end that we would see.
            withinRequest =
                    !(part instanceof LastHttpContent) || part.decoderResult().isFailure();
        }
        ctx.fireChannelRead(message);
    }

    private void discard(ChannelHandlerContext ctx, Object message) {
        // Decoded before it was known that nobody wants it.
        if (message instanceof HttpContent content) {
            discarded += content.content().readableBytes();
        }
        release(ctx, message);
    }

    private void release(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        if (discarded > MOST) {
            end(ctx);
        }
    }

    /// Stands before the decoder from the close on.
    private final class Undecoded extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes) {
                discarded += bytes.readableBytes();
            }
            release(ctx, message);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise is the closer's, and the timer is told by its field
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        Channel channel = ctx.channel();
        if (lingering || !withinRequest || !channel.isActive()) {
            ctx.close(promise);
            return;
        }
        lingering = true;
        ctx.pipeline().addBefore(NettyPipeline.HttpCodec, null, new Undecoded());
        deadline = ctx.executor().schedule(() -> end(ctx), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        // Behind TLS the client learns from the answer alone that it is the last.
        if (channel instanceof DuplexChannel duplex && ctx.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        channel.config().setAutoRead(true);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whoever closed first is told by the end of the channel
    private static void end(ChannelHandlerContext ctx) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
