package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// However many records are bad, and however they are, the others are stored, and the bad ones are reported.
@Tag("completeness")
class PoisonIT {

    private static final Logger log = LoggerFactory.getLogger(PoisonIT.class);

    private static final List<Poison> KINDS = List.of(Poison.values());

    private static final int RECORDS = 10_000;

    private static final int MOST_POISON = 50;

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    private final long seed = Long.getLong("penstock.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Poison, Integer> kinds = new HashMap<>();
    private Stage stage;
    private long records;

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        stage = new Stage(kafka, clickHouse);
        for (String refusal : Poison.refusals()) {
            clickHouse.execute("ALTER TABLE " + stage.database + ".events_raw " + refusal);
        }
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void badRecordsAreReportedAndTheOthersStored() throws Exception {
        log.info("-Dpenstock.seed={} runs this again", seed);
        stage.startReady("penstock.writer.batch.linger=200ms", "penstock.writer.batch.max-linger=200ms");
        sendAndSettle(0);
        List<Long> clean = new ArrayList<>();
        List<Long> poisoned = new ArrayList<>();
        int runs = Acceptance.choose(3, 100);

        for (int run = 0; run < runs; run++) {
            clean.add(sendAndSettle(0));
            poisoned.add(sendAndSettle(1 + random.nextInt(MOST_POISON)));
        }

        long usual = Delays.of(clean).percentile(50);
        Delays added = Delays.of(poisoned.stream().map(millis -> millis - usual).toList());
        log.info("ms without poison {}, added by poison {}, of kinds {}", clean, added.millis(), kinds);
        Acceptance.record(
                "poison",
                Map.of(
                        "runs",
                        runs,
                        "records",
                        records,
                        "poison",
                        kinds,
                        "lost",
                        0,
                        "usual_ms_p50",
                        usual,
                        "added",
                        added.summary()));
        if (Acceptance.isFull()) {
            assertThat(added.percentile(95)).isLessThanOrEqualTo(LONGEST_DELAY.toMillis());
        }
    }

    /// Sends ten thousand records, so many of them poison, and waits until all are settled, each in the right place.
    ///
    /// @return how long that took, in milliseconds from the first that was sent
    private long sendAndSettle(int poison) throws Exception {
        Map<Integer, Poison> bad = new HashMap<>();
        while (bad.size() < poison) {
            bad.put(random.nextInt(RECORDS), KINDS.get(random.nextInt(KINDS.size())));
        }
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>(RECORDS);
        for (int i = 0; i < RECORDS; i++) {
            Poison kind = bad.get(i);
            byte[] value = kind == null ? EventCodec.encode(SampleEvents.event(i)) : kind.record(i);
            sent.add(new ProducerRecord<>(stage.events(), i % Stage.PARTITIONS, null, value));
        }
        long started = System.nanoTime();
        List<RecordMetadata> places = stage.sendRaw(sent);
        records += RECORDS;
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Stage.PATIENCE)
                .until(() -> committed() == records);
        long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
        Map<String, Integer> all = new HashMap<>();
        Map<String, Integer> letters = new HashMap<>();
        for (int i = 0; i < RECORDS; i++) {
            String place = places.get(i).partition() + "\t" + places.get(i).offset();
            all.put(place, i);
            if (bad.containsKey(i)) {
                letters.put(place, i);
            }
        }
        Set<String> good = new HashSet<>(all.keySet());
        good.removeAll(letters.keySet());
        Set<String> stored = stored(places);
        stored.retainAll(all.keySet());
        assertThat(stored).isEqualTo(good);
        demandLetters(letters, bad, sent);
        bad.values().forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        return millis;
    }

    private void demandLetters(
            Map<String, Integer> expected, Map<Integer, Poison> bad, List<ProducerRecord<byte[], byte[]>> sent)
            throws MalformedRecordException {
        Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : stage.letters().values()) {
            DeadLetter cause = cause(letter);
            letters.put(cause.source().partition() + "\t" + cause.source().offset(), letter);
        }
        // As many as all runs had, and those of this one among them.
        assertThat(letters)
                .hasSize(kinds.values().stream().mapToInt(Integer::intValue).sum() + expected.size());
        for (Map.Entry<String, Integer> one : expected.entrySet()) {
            ConsumerRecord<byte[], byte[]> letter = Objects.requireNonNull(letters.get(one.getKey()));
            Poison kind = Objects.requireNonNull(bad.get(one.getValue()));
            assertThat(cause(letter).cause()).as("%s", kind).isEqualTo(kind.cause());
            assertThat(cause(letter).detail()).as("%s", kind).contains(kind.detail());
            assertThat(letter.value())
                    .as("%s", kind)
                    .isEqualTo(sent.get(one.getValue()).value());
        }
    }

    private Set<String> stored(List<RecordMetadata> places) {
        long first = places.stream().mapToLong(RecordMetadata::offset).min().orElseThrow();
        return stage.query("SELECT kafka_partition, kafka_offset FROM %s.events WHERE kafka_offset >= " + first)
                .lines()
                .collect(Collectors.toCollection(HashSet::new));
    }

    private long committed() throws Exception {
        long all = 0;
        for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
            var offset = stage.committed(partition);
            all += offset == null ? 0 : offset.offset();
        }
        return all;
    }

    private static DeadLetter cause(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        Map<String, byte[]> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        return DeadLetterHeaders.decode(headers);
    }
}
