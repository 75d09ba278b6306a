package dev.penstock.writer.pressure;

import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.PressureCodec;
import dev.penstock.model.wire.ProgressCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes progress and pressure of each partition this writer has, once a second; progress also as soon as
/// there is some, for those who wait until their events are stored, and a last time when a partition goes.
public final class ProgressPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProgressPublisher.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    // So at most ten records a second of each partition.
    private static final Duration STEP = Duration.ofMillis(100);

    // At the end of the process the last progress is worth a moment, and no more: Kafka may be away.
    private static final Duration CLOSE = Duration.ofSeconds(2);

    // Somebody may change the retention of a running topic; a minute late is early enough.
    private static final Duration RETENTION_KNOWN = Duration.ofMinutes(1);

    private final PartitionViews views;
    private final LogReader reader;
    private final HeadRoom headRoom;
    private final PressureLimits limits;
    private final Producer<byte[], byte[]> producer;
    private final String progressTopic;
    private final String pressureTopic;
    private final PressureMetrics metrics;
    private final InstantSource clock;
    private final Backlog backlog = new Backlog();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());

    // By partition, the offset last told of.
    private final Map<Integer, Long> told = new HashMap<>();

    private long nextRound = System.nanoTime();
    private @Nullable Retention retention;
    private long retentionReadAt;
    private boolean failing;

    ProgressPublisher(
            PartitionViews views,
            LogReader reader,
            HeadRoom headRoom,
            PressureLimits limits,
            Producer<byte[], byte[]> producer,
            String progressTopic,
            String pressureTopic,
            PressureMetrics metrics,
            InstantSource clock) {
        this.views = views;
        this.reader = reader;
        this.headRoom = headRoom;
        this.limits = limits;
        this.producer = producer;
        this.progressTopic = progressTopic;
        this.pressureTopic = pressureTopic;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins to publish.
    // What a round throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::step, 0, STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Publishes what is left to be told, for a moment.
    @Override
    public void close() {
        thread.execute(this::step);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        try {
            publishMoved();
            if (System.nanoTime() - nextRound < 0) {
                return;
            }
            nextRound = System.nanoTime() + PERIOD.toNanos();
            publish(views.all());
            if (failing) {
                failing = false;
                log.atInfo().log("progress and pressure are published again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            metrics.failed();
            if (!failing) {
                failing = true;
                log.atWarn().setCause(e).log("progress and pressure cannot be published, will try each second");
            }
        }
    }

    /// What only needs to be passed on: nobody has to be asked, so it is early.
    private void publishMoved() {
        for (PartitionView view : views.takeDeparted()) {
            told.remove(view.partition());
            if (view.next() >= 0) {
                send(view, view.next(), clock.instant());
            }
        }
        for (PartitionView view : views.all()) {
            Long before = told.get(view.partition());
            if (view.next() >= 0 && (before == null || before != view.next())) {
                send(view, view.next(), clock.instant());
            }
        }
    }

    private void publish(List<PartitionView> taken) throws ExecutionException, TimeoutException, InterruptedException {
        if (taken.isEmpty()) {
            metrics.measured(0, Duration.ZERO, 1);
            return;
        }
        Retention kept = retention();
        Map<Integer, LogReader.Log> logs =
                reader.read(taken.stream().map(PartitionView::partition).toList(), kept);
        backlog.keepOnly(logs.keySet());
        Instant now = clock.instant();
        Duration buffersFull = views.buffersFull(System.nanoTime());
        long unreadRecords = 0;
        Duration worstLag = Duration.ZERO;
        double leastRoom = 1;
        for (PartitionView view : taken) {
            LogReader.Log kafka = logs.get(view.partition());
            if (kafka == null) {
                continue;
            }
            Unread unread = backlog.of(view, kafka, now);
            double room = headRoom.of(unread, kept);
            Duration lag = Duration.ofMillis(unread.oldestAgeMillis());
            send(view, unread.next(), now);
            send(
                    pressureTopic,
                    PressureCodec.key(view.partition()),
                    PressureCodec.encode(new Pressure(
                            view.partition(),
                            headRoom.level(room, buffersFull),
                            lag,
                            room,
                            now.plus(limits.validFor()))));
            unreadRecords += unread.records();
            worstLag = lag.compareTo(worstLag) > 0 ? lag : worstLag;
            leastRoom = Math.min(leastRoom, room);
        }
        metrics.measured(unreadRecords, worstLag, leastRoom);
    }

    /// Says how far a partition is. Each record says it all, so one that is lost is made good by the next.
    ///
    /// @param next the first offset that is not settled
    private void send(PartitionView view, long next, Instant now) {
        TopicId topic = view.topic();
        if (topic == null) {
            return;
        }
        boolean read = view.next() >= 0;
        Progress progress = new Progress(
                topic,
                view.partition(),
                next,
                read ? view.verifiedFrom() : next,
                now,
                read ? view.deadLettered() : List.of(),
                read ? view.parked() : List.of());
        told.put(view.partition(), next);
        send(progressTopic, ProgressCodec.key(view.partition()), ProgressCodec.encode(progress));
    }

    // Not waited for: the next one replaces it in a second, and the callback hears of a failure.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(String topic, byte[] key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value), (metadata, failure) -> {
            if (failure != null) {
                metrics.failed();
            }
        });
    }

    private Retention retention() throws ExecutionException, TimeoutException, InterruptedException {
        long now = System.nanoTime();
        Retention known = retention;
        if (known == null || now - retentionReadAt > RETENTION_KNOWN.toNanos()) {
            known = reader.retention();
            retention = known;
            retentionReadAt = now;
        }
        return known;
    }
}
