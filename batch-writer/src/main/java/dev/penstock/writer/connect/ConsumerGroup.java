package dev.penstock.writer.connect;

/// The group the writers share the partitions of `events` in: `spring.kafka.consumer.group-id`.
public record ConsumerGroup(String name) {

    public ConsumerGroup {
        if (name.isBlank()) {
            throw new IllegalArgumentException("spring.kafka.consumer.group-id must not be empty");
        }
    }
}
