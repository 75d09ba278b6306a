package dev.penstock.edge.http;

import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.model.refusal.Refusal;
import io.netty.channel.ChannelException;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/// Gathers a body into one array, whose bytes are taken from the in-flight budget first.
///
/// A body whose length was announced takes all of it when its first bytes come: a client that announces much and
/// sends nothing holds nothing, and of the bodies that come at once some find room to their end, instead of each
/// being broken off half-way. Without an announcement the array grows with what has arrived.
///
/// Chunks are copied as they come, so none of the network's own buffers waits here.
final class BodyCollector implements CoreSubscriber<DataBuffer>, Disposable {

    private static final int SMALLEST = 1024;
    private static final int FIRST = 32 * 1024;
    private static final int UNKNOWN_LENGTH = -1;

    private final MonoSink<Body> sink;
    private final int most;
    private final int announced;
    private final InFlightBudget.Lease lease;
    private byte[] bytes = new byte[0];
    private int size;
    private Subscription chunks = Operators.emptySubscription();
    private boolean done;

    private BodyCollector(MonoSink<Body> sink, int most, int announced, InFlightBudget.Lease lease) {
        this.sink = sink;
        this.most = most;
        this.announced = announced;
        this.lease = lease;
    }

    /// Gathers `chunks`.
    ///
    /// @param announced the `Content-Length`, not above `most`; negative when there is none
    /// @return the body, or a [BodyFailure] for what the client has to be told; another error when it is gone
    static Mono<Body> collect(Flux<DataBuffer> chunks, int most, long announced, InFlightBudget.Lease lease) {
        int length = announced < 0 ? UNKNOWN_LENGTH : (int) announced;
        return Mono.create(sink -> {
            BodyCollector collector = new BodyCollector(sink, most, length, lease);
            sink.onCancel(collector);
            chunks.subscribe(collector);
        });
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        chunks = subscription;
        // Each chunk is copied and released within onNext: nothing queues up, however much is asked for.
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(DataBuffer chunk) {
        try {
            if (!done) {
                take(chunk);
            }
        } finally {
            DataBufferUtils.release(chunk);
        }
    }

    private void take(DataBuffer chunk) {
        int arrived = chunk.readableByteCount();
        if (arrived > most - size) {
            fail(Refusal.BODY_TOO_LARGE);
        } else if (arrived > bytes.length - size && !grow(size + arrived)) {
            fail(lease.refusal());
        } else {
            chunk.read(bytes, size, arrived);
            size += arrived;
        }
    }

    @Override
    public void onComplete() {
        if (!done) {
            done = true;
            Body body = new Body(bytes, size);
            // The server may hold on to its subscriber until the request is answered, which can be long.
            bytes = new byte[0];
            sink.success(body);
        }
    }

    /// The server tells of a time-out twice, once as the body's error and once as the connection's; the second is
    /// no news.
    @Override
    public void onError(Throwable error) {
        if (!done) {
            done = true;
            // The server has two exceptions for a body that is late, one of them not public; this is what they
            // have in common. A client that has gone is told of by others.
            boolean late = error instanceof ChannelException;
            boolean broken = error instanceof BrokenBodyException;
            Refusal refusal = broken ? Refusal.BAD_REQUEST : Refusal.BODY_TIMEOUT;
            sink.error(late || broken ? new BodyFailure(refusal) : error);
        }
    }

    /// The client has gone.
    @Override
    public void dispose() {
        done = true;
        chunks.cancel();
    }

    private void fail(Refusal refusal) {
        dispose();
        sink.error(new BodyFailure(refusal));
    }

    private boolean grow(int needed) {
        if (needed <= announced) {
            return growWithinAnnounced(needed);
        }
        long wanted = Math.max(SMALLEST, 2L * bytes.length);
        int capacity = (int) Math.min(most, Math.max(needed, wanted));
        if (!lease.grow(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    private boolean growWithinAnnounced(int needed) {
        boolean first = bytes.length == 0;
        if (first && !lease.grow(announced)) {
            return false;
        }
        // Paid for, and yet not allocated for a few bytes: the rest may be slow to come.
        int capacity = first && needed <= FIRST ? Math.min(announced, FIRST) : announced;
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }
}
