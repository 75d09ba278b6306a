package dev.penstock.sink.insert;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/// Reads a body to its end and keeps its beginning and its end: an error of ClickHouse may quote a whole row, says
/// what it is about before, and where it happened behind.
///
/// Not thread-safe; the HTTP client calls it one call after the other.
final class BothEnds implements BodySubscriber<String> {

    private static final int EACH = 8 * 1024;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final byte[] first = new byte[EACH];

    // A ring; what was overwritten is the middle.
    private final byte[] last = new byte[EACH];
    private long seen;

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (seen < EACH) {
                    first[(int) seen] = next;
                } else {
                    last[(int) (seen % EACH)] = next;
                }
                seen++;
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        text.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        String beginning = new String(first, 0, (int) Math.min(seen, EACH), StandardCharsets.UTF_8);
        if (seen <= EACH) {
            text.complete(beginning);
            return;
        }
        int next = (int) (seen % EACH);
        boolean whole = seen <= 2 * EACH;
        String end = whole
                ? new String(last, 0, (int) (seen - EACH), StandardCharsets.UTF_8)
                : new String(last, next, EACH - next, StandardCharsets.UTF_8)
                        + new String(last, 0, next, StandardCharsets.UTF_8);
        text.complete(whole ? beginning + end : beginning + " … " + end);
    }
}
