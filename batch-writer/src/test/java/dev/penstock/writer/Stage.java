package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.StreamHalts;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.event.Event;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ParkedHeaders;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/// Topics, a group and a database of their own, what is sent, and the writers that take it.
final class Stage implements AutoCloseable {

    // Less for a mistake that is built in: what it loses never comes.
    static final Duration PATIENCE = Duration.ofMinutes(Mutant.chosen().isPresent() ? 1 : 3);

    static final int PARTITIONS = 3;

    /// A member that was killed keeps its partitions until then: not 45 s, or the tests would wait for nothing else.
    static final Map<String, String> SHORT_SESSIONS = Map.of(
            "group.consumer.session.timeout.ms", "6000",
            "group.consumer.min.session.timeout.ms", "3000",
            "group.consumer.heartbeat.interval.ms", "1000",
            "group.consumer.min.heartbeat.interval.ms", "500");

    private static final AtomicInteger RUN = new AtomicInteger();

    final TestingClickHouse clickHouse;
    final Admin admin;
    final String database;

    private final TestingKafka kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<String> usual;
    private final String prefix;
    private final List<WriterProcess> writers = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();

    /// @param usual properties of each writer that says nothing else
    Stage(TestingKafka kafka, TestingClickHouse clickHouse, String... usual) throws SQLException {
        this.usual = List.of(usual);
        this.kafka = kafka;
        this.clickHouse = clickHouse;
        int run = RUN.incrementAndGet();
        prefix = "once" + run + ".";
        database = "once" + run;
        for (Topic topic : List.of(
                Topic.EVENTS,
                Topic.CONTROL,
                Topic.AUDIT_LOG,
                Topic.PROGRESS,
                Topic.PRESSURE,
                Topic.DEAD_LETTERS,
                Topic.LEDGER,
                Topic.PARKED)) {
            kafka.createTopic(topic.name(prefix), topic == Topic.EVENTS ? PARTITIONS : 1, topic.settings());
        }
        new Migrations(new ClickHouseSettings(URI.create(clickHouse.url()), "default", "", database)).migrate();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all", "linger.ms", "2"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(writers);
        all.add(producer);
        all.add(admin);
        List<Exception> failures = new ArrayList<>();
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            IllegalStateException failure = new IllegalStateException("not everything could be closed");
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /// Merged parts would hide what was stored twice. So many parts that nobody merges would make ClickHouse slow
    /// inserts down, and then refuse them.
    void stopMerges() {
        String table = database + ".events_raw";
        clickHouse.execute("ALTER TABLE " + table
                + " MODIFY SETTING parts_to_delay_insert = 100000, parts_to_throw_insert = 100000");
        clickHouse.execute("SYSTEM STOP MERGES " + table);
    }

    WriterProcess startReady(String... properties) {
        WriterProcess writer = start(properties);
        awaitReady(writer);
        return writer;
    }

    static void awaitReady(WriterProcess writer) {
        await().atMost(PATIENCE).until(() -> writer.readiness() == 200);
    }

    WriterProcess start(String... properties) {
        return kept(WriterProcess.start(all(properties)));
    }

    WriterProcess startMortal(String failpoint, String... properties) {
        return kept(WriterProcess.startMortal(failpoint, all(properties)));
    }

    void terminate(WriterProcess writer) {
        writer.terminate();
        writers.remove(writer);
        writer.close();
    }

    /// How many events were sent, and acknowledged.
    int sent() {
        return sent.get();
    }

    void send(int count) throws InterruptedException, ExecutionException {
        send(StreamName.DEFAULT, count);
    }

    /// Events of one stream, evenly over the partitions.
    void send(StreamName stream, int count) throws InterruptedException, ExecutionException {
        send(SampleEvents.events(stream, count));
    }

    void send(List<Event> events) throws InterruptedException, ExecutionException {
        int count = events.size();
        List<Future<RecordMetadata>> sending = new ArrayList<>(count);
        int first = sent.get();
        for (int i = 0; i < count; i++) {
            byte[] event = EventCodec.encode(events.get(i));
            sending.add(producer.send(new ProducerRecord<>(events(), (first + i) % PARTITIONS, null, event)));
        }
        for (Future<RecordMetadata> future : sending) {
            future.get();
        }
        sent.addAndGet(count);
    }

    /// Records as they are, which do not count as sent events.
    ///
    /// @return where each of them is
    List<RecordMetadata> sendRaw(List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sending =
                records.stream().map(producer::send).toList();
        List<RecordMetadata> places = new ArrayList<>(records.size());
        for (Future<RecordMetadata> future : sending) {
            places.add(future.get());
        }
        return places;
    }

    /// A record nobody can read, into each partition.
    void sendGarbage() throws InterruptedException, ExecutionException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            producer.send(new ProducerRecord<>(events(), partition, null, new byte[] {1, 2, 3}))
                    .get();
        }
    }

    String events() {
        return name(Topic.EVENTS);
    }

    String name(Topic topic) {
        return topic.name(prefix);
    }

    String group() {
        return prefix + "writer";
    }

    TopicPartition place(int partition) {
        return new TopicPartition(events(), partition);
    }

    /// Waits until everything sent is there, and demands that nothing is there twice.
    void awaitOnce() {
        awaitVisible();
        assertThat(query("SELECT count() FROM %s.events_raw"))
                .as("rows of the table, without FINAL")
                .isEqualTo(Integer.toString(sent()));
    }

    /// Waits until everything sent is seen, once.
    void awaitVisible() {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> Long.parseLong(query("SELECT count() FROM %s.events")) >= sent());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    query("SELECT count() FROM %s.events") + " of " + sent() + " events are there; the writer says:\n"
                            + writers.getLast().log(),
                    e);
        }
        assertThat(query("SELECT count(), uniqExact(event_id) FROM %s.events")).isEqualTo(sent() + "\t" + sent());
    }

    /// Waits until nothing is under way any more.
    void awaitCommitted(long records) {
        long all = -1;
        while (all != records) {
            long before = all;
            // As long as it goes on: how much there is depends on how long a drill took.
            all = await().atMost(PATIENCE).until(this::committed, now -> now != before || now == records);
        }
    }

    private long committed() throws InterruptedException, ExecutionException {
        long all = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            OffsetAndMetadata offset = committed(partition);
            all += offset == null ? 0 : offset.offset();
        }
        return all;
    }

    /// Demands that each record below a committed offset has its row. Only where no record becomes a dead letter.
    void demandNoOffsetPastItsRow() throws InterruptedException, ExecutionException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            OffsetAndMetadata committed = committed(partition);
            if (committed != null) {
                assertThat(query("SELECT uniqExact(kafka_offset) FROM %s.events_raw WHERE kafka_partition = "
                                + partition + " AND kafka_offset < " + committed.offset()))
                        .as("rows of partition %s below the committed offset", partition)
                        .isEqualTo(Long.toString(committed.offset()));
            }
        }
    }

    @Nullable
    OffsetAndMetadata committed(int partition) throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(group())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(place(partition));
    }

    /// Writes a version of a stream's definition.
    ///
    /// @return its revision
    long define(StreamName stream, int version, String definition) {
        return written(control().write(state -> new Write(new StreamFact(stream, version, definition))));
    }

    /// Lets a halted stream run again.
    long lift(StreamName stream) {
        return written(new StreamHalts(control()).lift(stream, "repaired"));
    }

    /// The halts of a stream, lifted ones included, that were ever written.
    List<HaltFact> halts(StreamName stream) {
        try {
            return control().read().all().stream()
                    .map(fact -> fact.record().fact())
                    .filter(HaltFact.class::isInstance)
                    .map(HaltFact.class::cast)
                    .filter(halt -> halt.stream().equals(stream))
                    .sorted(Comparator.comparingInt(HaltFact::number))
                    .toList();
        } catch (ControlUnavailableException e) {
            throw new IllegalStateException("the control topic cannot be read", e);
        }
    }

    private static long written(WriteResult result) {
        if (result instanceof WriteResult.Written written) {
            return written.revision();
        }
        throw new IllegalStateException("not written: " + result);
    }

    private ControlWriter control() {
        return new ControlWriter(
                new ControlTopic(Topic.CONTROL.name(prefix), Map.of("bootstrap.servers", kafka.bootstrap())),
                new WriterSettings("test", WriterSettings.DEFAULT_TIMEOUT),
                InstantSource.system());
    }

    /// Sends what is parked to the events again, as `ingestctl streams resume` does.
    ///
    /// @param lifted the revision from which on it may be read
    void bringBack(long lifted) throws InterruptedException, ExecutionException {
        for (ConsumerRecord<byte[], byte[]> record : records(Topic.PARKED)) {
            ProducerRecord<byte[], byte[]> back = new ProducerRecord<>(events(), null, record.value());
            back.headers().add(ParkedHeaders.LIFTED_AT, ParkedHeaders.liftedAt(lifted));
            producer.send(back).get();
        }
    }

    /// What is parked, each event once.
    Set<ParkedEvent> parked() {
        Set<ParkedEvent> parked = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records(Topic.PARKED)) {
            Map<String, byte[]> headers = new HashMap<>();
            record.headers().forEach(header -> headers.put(header.key(), header.value()));
            try {
                parked.add(ParkedHeaders.decode(headers));
            } catch (MalformedRecordException e) {
                throw new IllegalStateException("not a parked record", e);
            }
        }
        return parked;
    }

    /// The sources of all dead letters, each once.
    Set<String> deadLetters() {
        return letters().keySet();
    }

    /// All dead letters by their source; of those that came twice the later one.
    Map<String, ConsumerRecord<byte[], byte[]>> letters() {
        Map<String, ConsumerRecord<byte[], byte[]>> sources = new HashMap<>();
        records(Topic.DEAD_LETTERS)
                .forEach(record -> sources.put(new String(record.key(), StandardCharsets.UTF_8), record));
        return sources;
    }

    /// All records of a topic of one partition.
    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition place = new TopicPartition(topic.name(prefix), 0);
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(place)).get(place));
            while (consumer.position(place) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /// Runs a query in which `%s` stands for the database.
    String query(String sql) {
        return clickHouse.query(sql.formatted(database));
    }

    /// What the writer that was started last has logged.
    String lastLog() {
        return writers.getLast().log();
    }

    private WriterProcess kept(WriterProcess writer) {
        writers.add(writer);
        return writer;
    }

    private List<String> all(String... properties) {
        List<String> defaults = List.of(
                "penstock.topic-prefix=" + prefix,
                "spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                "spring.kafka.consumer.group-id=" + group(),
                "penstock.writer.clickhouse.url=" + clickHouse.url(),
                "penstock.writer.clickhouse.database=" + database,
                // Where merges are stopped, parts only become more.
                "penstock.writer.flow.parts-look=0s",
                "penstock.writer.insert.longest-backoff=1s");
        return merged(merged(defaults, usual.toArray(String[]::new)), properties);
    }

    /// A name that comes twice is a list to Spring; here the later one is meant.
    static List<String> merged(List<String> defaults, String... properties) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(defaults.stream(), Stream.of(properties)).forEach(property -> {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property);
        });
        return List.copyOf(all.values());
    }
}
