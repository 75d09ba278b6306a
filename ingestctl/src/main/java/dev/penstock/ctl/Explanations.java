package dev.penstock.ctl;

import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.sink.migrate.SchemaFormException;
import dev.penstock.sink.migrate.SchemaLockedException;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/// Turns what a library threw into one sentence that says what to do.
final class Explanations {

    private Explanations() {}

    static String of(Throwable failure) {
        return switch (failure) {
            case ControlUnavailableException unavailable -> messageOf(unavailable);
            case ConfigException wrong -> configuration(wrong);
            case AuthenticationException denied ->
                "Kafka does not let us in (" + messageOf(denied) + "): check --kafka-config";
            case AuthorizationException denied -> "Kafka does not allow it: " + messageOf(denied);
            case TimeoutException late ->
                "Kafka did not answer (" + messageOf(late)
                        + "): check --bootstrap-servers, and that the brokers are up";
            case KafkaException other ->
                other.getCause() instanceof ConfigException wrong
                        ? configuration(wrong)
                        : "Kafka failed: " + messageOf(other);
            case SQLException sql ->
                "ClickHouse did not do it (" + messageOf(sql) + because(sql)
                        + "): check --clickhouse-url, PENSTOCK_CLICKHOUSE_USER and PENSTOCK_CLICKHOUSE_PASSWORD";
            case SchemaLockedException locked -> messageOf(locked);
            case SchemaFormException other -> messageOf(other) + " (--clickhouse-cluster)";
            default -> "unexpected: " + failure;
        };
    }

    private static String configuration(ConfigException wrong) {
        return "Kafka's client cannot work with its settings (" + messageOf(wrong)
                + "): check --bootstrap-servers and --kafka-config";
    }

    // The driver says that a query failed; why, only the error at the bottom says.
    private static String because(Throwable failure) {
        Throwable bottom = failure;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return failure.getCause() == null || messageOf(bottom).equals(messageOf(failure))
                ? ""
                : ": " + messageOf(bottom);
    }

    // The first line: those after it are a report, not a sentence.
    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
