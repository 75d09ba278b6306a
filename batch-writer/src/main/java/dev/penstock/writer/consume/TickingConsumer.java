package dev.penstock.writer.consume;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A consumer that does what is due before every poll. The container's idle events would do it too, but they go by
/// the wall clock: when that is set back an hour, a quiet partition's last rows would wait an hour.
final class TickingConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Consumer<TickingConsumer> tick;
    private final PollBudget budget;

    TickingConsumer(Map<String, Object> properties, PollBudget budget, Consumer<TickingConsumer> tick) {
        super(properties, new ByteArrayDeserializer(), budget);
        this.budget = budget;
        this.tick = tick;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        tick.accept(this);
        budget.renew();
        return super.poll(timeout);
    }

    /// Bounded: the default waits 30 s for a broker that is away.
    @Override
    public void close() {
        close(CloseOptions.timeout(CLOSE));
    }
}
