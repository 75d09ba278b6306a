package dev.penstock.edge.decode;

import dev.penstock.model.topic.Topic;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// What one request's JSON may be.
///
/// @param event bytes of one event
/// @param events how many events one request may have
/// @param depth objects and arrays within each other, the event itself included
/// @param tokens names and values in one event
/// @param name bytes of one name, as written
/// @param number characters of one number
@ConfigurationProperties("penstock.edge.decode")
public record DecodeLimits(
        @DefaultValue("10000") int events,
        @DefaultValue("900KB") DataSize event,
        @DefaultValue("32") int depth,
        @DefaultValue("20000") int tokens,
        @DefaultValue("256") int name,
        @DefaultValue("100") int number) {

    /// What is kept free in a Kafka record for everything but the event itself.
    public static final int ENVELOPE = 64 * 1024;

    // The scanner keeps one bit of a long per level.
    private static final int DEEPEST = 64;

    private static final int MOST_TOKENS = 1_000_000;

    public DecodeLimits {
        requireBetween("events", events, 1, 1_000_000);
        requireBetween("event", event.toBytes(), 1, Topic.MAX_EVENT_RECORD - ENVELOPE);
        requireBetween("depth", depth, 1, DEEPEST);
        requireBetween("tokens", tokens, 1, MOST_TOKENS);
        requireBetween("name", name, 1, 65_536);
        requireBetween("number", number, 1, 1_000);
    }

    private static void requireBetween(String property, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "penstock.edge.decode." + property + " must be between " + least + " and " + most + ": " + value);
        }
    }
}
