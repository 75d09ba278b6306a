package dev.penstock.writer.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AcknowledgedSendsTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void whatIsAcknowledgedIsNotSentAgain() throws InterruptedException {
        MockProducer<byte[], byte[]> producer = producer(true);

        assertThat(send(producer, "a", "b")).isEqualTo(new AcknowledgedSends.Result<>(List.of(), ""));
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void whatFailsAndWhatIsNotAnsweredInTimeIsToBeSentAgain() throws InterruptedException {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                        Future<RecordMetadata> future = super.send(record);
                        if (history().size() == 1) {
                            completeNext();
                        } else if (history().size() == 2) {
                            errorNext(new RecordTooLargeException());
                        }
                        return future;
                    }
                };

        AcknowledgedSends.Result<String> result = send(producer, "a", "b", "c");

        assertThat(result.unacknowledged()).containsExactly("b", "c");
        assertThat(result.reason()).isEqualTo("RecordTooLargeException");
        assertThat(send(producer(false), "a").reason()).isEqualTo("no acknowledgement in time");
    }

    /// Kafka's producer says so after seconds, in the future it returns, for each record.
    @Test
    void ofATopicThatIsMissingItIsAskedOnce() throws InterruptedException {
        int[] asked = new int[1];
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                        asked[0]++;
                        return CompletableFuture.failedFuture(new TimeoutException("no metadata"));
                    }
                };

        AcknowledgedSends.Result<String> result = send(producer, "a", "b", "c");

        assertThat(asked[0]).isEqualTo(1);
        assertThat(result.unacknowledged()).containsExactly("a", "b", "c");
        assertThat(result.reason()).isEqualTo("TimeoutException");
    }

    @Test
    void whatCannotEvenBeSentIsToBeSentAgain() throws InterruptedException {
        MockProducer<byte[], byte[]> producer = producer(true);
        producer.sendException = new KafkaException("closed");

        AcknowledgedSends.Result<String> result = send(producer, "a", "b");

        assertThat(result.unacknowledged()).containsExactly("a", "b");
        assertThat(result.reason()).isEqualTo("KafkaException");
    }

    private static AcknowledgedSends.Result<String> send(MockProducer<byte[], byte[]> producer, String... items)
            throws InterruptedException {
        return new AcknowledgedSends(producer, SHORT)
                .send(List.of(items), item -> new ProducerRecord<>("topic", new byte[] {1}));
    }

    private static MockProducer<byte[], byte[]> producer(boolean complete) {
        return new MockProducer<>(complete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
