package dev.penstock.edge.publish;

import dev.penstock.edge.admit.HeapShare;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How events are put on Kafka.
///
/// @param answerTimeout how long a request waits for the acknowledgement of its last event; then the answer is 503
///     `log_unavailable`, and what became of the rest is unknown
/// @param deliveryTimeout how long the producer goes on trying, after `answerTimeout` too; bounds how late an event
///     of unknown fate may still land
/// @param requestTimeout how long one produce request may take
/// @param linger how long a record waits for company
/// @param batch largest batch of one partition
/// @param buffer memory for records that are not acknowledged; when it is full, events are refused at once. 0: an
///     eighth of the heap, from 8 MB to 64 MB
/// @param closeTimeout how long a shutdown waits for the last acknowledgements
/// @param breakerWait how long, after Kafka stopped answering, requests are refused without trying
@ConfigurationProperties("penstock.edge.publish")
public record PublishPolicy(
        @DefaultValue("1s") Duration answerTimeout,
        @DefaultValue("8s") Duration deliveryTimeout,
        @DefaultValue("4s") Duration requestTimeout,
        @DefaultValue("5ms") Duration linger,
        @DefaultValue("256KB") DataSize batch,
        @DefaultValue("0B") DataSize buffer,
        @DefaultValue("8s") Duration closeTimeout,
        @DefaultValue("1s") Duration breakerWait) {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final DataSize LEAST_BUFFER = DataSize.ofMegabytes(8);
    private static final DataSize MOST_BUFFER = DataSize.ofMegabytes(64);

    public PublishPolicy {
        requireUpTo("answer-timeout", answerTimeout, Duration.ofMillis(50), LONGEST);
        requireUpTo("delivery-timeout", deliveryTimeout, Duration.ofMillis(100), LONGEST);
        requireUpTo("request-timeout", requestTimeout, Duration.ofMillis(50), LONGEST);
        requireUpTo("linger", linger, Duration.ZERO, Duration.ofSeconds(1));
        requireUpTo("close-timeout", closeTimeout, Duration.ZERO, LONGEST);
        requireUpTo("breaker-wait", breakerWait, Duration.ofMillis(50), LONGEST);
        if (deliveryTimeout.compareTo(requestTimeout.plus(linger)) < 0) {
            throw new IllegalArgumentException("penstock.edge.publish.delivery-timeout (" + deliveryTimeout
                    + ") must not be below request-timeout plus linger (" + requestTimeout.plus(linger) + ")");
        }
        requireUpTo("batch", batch, DataSize.ofBytes(1), DataSize.ofMegabytes(16));
        if (buffer.toBytes() == 0) {
            buffer = HeapShare.between(LEAST_BUFFER, MOST_BUFFER);
        }
        requireUpTo("buffer", buffer, DataSize.ofMegabytes(2), DataSize.ofGigabytes(64));
        if (buffer.compareTo(batch) < 0) {
            throw new IllegalArgumentException("penstock.edge.publish.buffer (" + buffer
                    + ") must not be below penstock.edge.publish.batch (" + batch + ")");
        }
    }

    private static <T extends Comparable<T>> void requireUpTo(String property, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.publish." + property + " must be between " + least + " and " + most + ": " + value);
        }
    }
}
