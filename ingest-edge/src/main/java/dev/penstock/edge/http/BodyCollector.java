package dev.penstock.edge.http;

import dev.penstock.edge.admit.InFlightBudget;
import dev.penstock.model.refusal.Refusal;
import io.netty.handler.timeout.TimeoutException;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Gathers a body into one array. The array grows with what has really arrived, not with what was announced, and each
/// growth is taken from the in-flight budget first: a client that announces much and sends nothing holds nothing.
///
/// Chunks are copied as they come, so none of the network's own buffers waits here.
final class BodyCollector extends BaseSubscriber<DataBuffer> {

    private static final int SMALLEST = 1024;
    private static final int FIRST = 32 * 1024;
    private static final int UNKNOWN_LENGTH = -1;

    private final MonoSink<Body> sink;
    private final int most;
    private final int announced;
    private final InFlightBudget.Lease lease;
    private byte[] bytes = new byte[0];
    private int size;

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
    protected void hookOnSubscribe(Subscription subscription) {
        // Each chunk is copied and released within onNext: nothing queues up, however much is asked for.
        requestUnbounded();
    }

    @Override
    protected void hookOnNext(DataBuffer chunk) {
        try {
            int arrived = chunk.readableByteCount();
            if (arrived > most - size) {
                fail(Refusal.BODY_TOO_LARGE);
            } else if (arrived > bytes.length - size && !grow(size + arrived)) {
                fail(Refusal.EDGE_FULL);
            } else {
                chunk.read(bytes, size, arrived);
                size += arrived;
            }
        } finally {
            DataBufferUtils.release(chunk);
        }
    }

    @Override
    protected void hookOnComplete() {
        sink.success(new Body(bytes, size));
    }

    @Override
    protected void hookOnError(Throwable error) {
        sink.error(error instanceof TimeoutException ? new BodyFailure(Refusal.BODY_TIMEOUT) : error);
    }

    private void fail(Refusal refusal) {
        cancel();
        sink.error(new BodyFailure(refusal));
    }

    private boolean grow(int needed) {
        long wanted = announced == UNKNOWN_LENGTH
                ? Math.max(SMALLEST, 2L * bytes.length)
                : Math.min(announced, Math.max(FIRST, 2L * bytes.length));
        int capacity = (int) Math.min(most, Math.max(needed, wanted));
        if (!lease.grow(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }
}
