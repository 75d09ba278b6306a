package dev.penstock.ctl.live;

import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.LedgerCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Follows the ledger, and says at what rates events come and go. Not thread-safe.
public final class LedgerTail implements AutoCloseable {

    // More than a minute of an edge, from its announcement on, and a window.
    private static final Duration PAST = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(200);

    private final InstantSource clock;
    private final RecentRecords records;
    private final LedgerRates rates;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    public LedgerTail(String prefix, Map<String, Object> client, InstantSource clock) {
        this.clock = clock;
        Instant begin = clock.instant().minus(PAST);
        this.records = new RecentRecords(Topic.LEDGER.name(prefix), client, begin);
        this.rates = new LedgerRates(begin.plus(Duration.ofMinutes(1)));
    }

    /// The rates as of now.
    public LedgerRates.Rates now() {
        for (ConsumerRecord<byte[], byte[]> record : records.poll(POLL)) {
            take(record);
        }
        return rates.at(clock.instant());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            LedgerCodec.decode(record.value())
                    .ifPresent(line -> rates.take(line, Instant.ofEpochMilli(record.timestamp())));
        } catch (MalformedRecordException e) {
            // The writers that load the ledger say so; a rate is no proof.
            return;
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
