package dev.penstock.ctl.dlq;

import dev.penstock.model.deadletter.Redrive;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.model.wire.RedriveHeaders;
import dev.penstock.sink.triage.LetterMarks;
import dev.penstock.sink.triage.LetterState;
import dev.penstock.sink.triage.Mark;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Sends events to the topic of all events again, and marks their letters once Kafka has them. Whoever is killed in
/// between has sent some that are not marked, [#AT_ONCE] at most: they are sent once more by the next run, and stored
/// once.
///
/// Not thread-safe.
final class Redriver implements AutoCloseable {

    /// Most events that are sent before they are marked.
    static final int AT_ONCE = LetterMarks.MOST;

    private static final int STEP_MILLIS = 10_000;

    // A slower run goes in steps of less than a second.
    private static final int STEPS_A_SECOND = 5;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final LetterMarks marks;
    private final Run run;
    private final InstantSource clock;
    private final long begun = System.nanoTime();

    private long sent;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    Redriver(String prefix, Map<String, Object> client, LetterMarks marks, Run run, InstantSource clock) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.EVENTS.maxRecord());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, STEP_MILLIS);
        this.topic = Topic.EVENTS.name(prefix);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.marks = marks;
        this.run = run;
        this.clock = clock;
    }

    /// Sends some events and marks their letters, no faster than the run may.
    ///
    /// @throws KafkaException when Kafka does not take all of them; those it took are marked
    /// @throws SQLException when the marks are not known to be stored; the events are sent then
    void send(List<Ready> events) throws SQLException {
        int step = run.perSecond() == null ? AT_ONCE : Math.clamp(run.perSecond() / STEPS_A_SECOND, 1, AT_ONCE);
        for (int from = 0; from < events.size(); from += step) {
            sendStep(events.subList(from, Math.min(from + step, events.size())));
            slowDown();
        }
    }

    /// How many were sent and marked.
    long sent() {
        return sent;
    }

    private void sendStep(List<Ready> events) throws SQLException {
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        for (Ready event : events) {
            sends.add(producer.send(record(event)));
        }
        List<Mark> done = new ArrayList<>();
        KafkaException failure = null;
        for (int i = 0; i < sends.size(); i++) {
            try {
                RecordMetadata place = sends.get(i).get();
                done.add(new Mark(events.get(i).letter(), new Mark.Place(place.partition(), place.offset())));
            } catch (ExecutionException e) {
                failure = e.getCause() instanceof KafkaException known
                        ? known
                        : new KafkaException("an event was not taken", e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        marks.add(LetterState.REDRIVEN, run.id(), run.reason(), run.actor(), clock.instant(), done);
        sent += done.size();
        if (failure != null) {
            throw failure;
        }
    }

    // With the time of now: Kafka deletes by timestamp, and an event that is older than events are kept would be gone
    // before a writer reads it. The event's own times are in its bytes.
    private ProducerRecord<byte[], byte[]> record(Ready event) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, EventCodec.key(event.event()), event.value());
        RedriveHeaders.encode(
                        new Redrive(event.letter().source(), event.letter().attempt() + 1, run.id()))
                .forEach((name, value) -> record.headers().add(name, value));
        record.headers().add(ParkedHeaders.LIFTED_AT, ParkedHeaders.liftedAt(run.revision()));
        return record;
    }

    private void slowDown() {
        if (run.perSecond() == null) {
            return;
        }
        long due = begun + TimeUnit.SECONDS.toNanos(1) * sent / run.perSecond();
        try {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    /// What all events of a run have in common.
    ///
    /// @param id names it in marks, headers and the audit log
    /// @param revision of the control topic, before which no writer may read them
    /// @param perSecond events a second at most, null for no limit
    record Run(
            String id,
            String actor,
            String reason,
            long revision,
            @Nullable Long perSecond) {}
}
