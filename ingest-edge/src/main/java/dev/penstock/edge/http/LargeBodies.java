package dev.penstock.edge.http;

import dev.penstock.edge.protocol.Objection;
import dev.penstock.model.refusal.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoop;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;

/// Few threads on which large bodies are unpacked, read and handed to Kafka, so that no event loop is held up. As
/// many as there are processors: more would not be faster, and each has one body in hand.
///
/// Who waits for them has its body counted in the in-flight budget. A request that is gone leaves the queue.
///
/// Thread-safe.
final class LargeBodies implements AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final Timer reading;
    private final Counter shed;

    LargeBodies(LargeBodyPolicy policy, MeterRegistry registry) {
        int count = policy.threads() == 0 ? Runtime.getRuntime().availableProcessors() : policy.threads();
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(policy.queue()),
                Thread.ofPlatform().name("edge-large-body-", 0).daemon().factory());
        this.reading = Timer.builder("penstock.edge.large_bodies")
                .description("time that large bodies took a thread of their own kind")
                .register(registry);
        this.shed = Counter.builder("penstock.edge.large_bodies.shed")
                .description("requests refused because as many as may wait for such a thread were waiting")
                .baseUnit("requests")
                .register(registry);
        Gauge.builder("penstock.edge.large_bodies.waiting", threads.getQueue(), java.util.Collection::size)
                .description("requests that wait for such a thread")
                .baseUnit("requests")
                .register(registry);
    }

    /// Reads a body on one of the threads.
    ///
    /// @return what it came to: on that thread when there are events to be handed to Kafka, which takes as long
    /// again, else back on the event loop of the connection. Refused as [Refusal#EDGE_FULL] when too many wait
    Mono<Intake.Result> read(ServerHttpRequest request, Supplier<Intake.Result> body) {
        return Mono.create(sink -> {
            HttpServerRequest connection = ServerHttpRequestDecorator.getNativeRequest(request);
            connection.withConnection(own -> submit(own.channel().eventLoop(), body, sink));
        });
    }

    @Override
    public void close() {
        threads.close();
    }

    private void submit(EventLoop loop, Supplier<Intake.Result> body, MonoSink<Intake.Result> sink) {
        Runnable task = () -> run(loop, body, sink);
        sink.onCancel(() -> threads.remove(task));
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            // The queue is full, or the edge is closing: the same to the client.
            shed.increment();
            sink.success(new Intake.Result.Refused(Objection.of(Refusal.EDGE_FULL)));
        }
    }

    private void run(EventLoop loop, Supplier<Intake.Result> body, MonoSink<Intake.Result> sink) {
        long start = System.nanoTime();
        try {
            Intake.Result result = body.get();
            if (result instanceof Intake.Result.Read all && !all.events().isEmpty()) {
                sink.success(result);
            } else {
                loop.execute(() -> sink.success(result));
            }
        } catch (RuntimeException | Error e) {
            // The top of this thread: the request is answered, and the error logged, where all others are.
            loop.execute(() -> sink.error(e));
            if (e instanceof Error error) {
                throw error;
            }
        } finally {
            reading.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }
}
