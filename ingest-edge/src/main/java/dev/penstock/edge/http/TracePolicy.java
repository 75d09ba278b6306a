package dev.penstock.edge.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many requests are traced on a caller's word. Of requests without a `traceparent`, the part is Spring Boot's
/// `management.tracing.sampling.probability`; where the spans go is
/// `management.opentelemetry.tracing.export.otlp.endpoint`,
/// and nothing is traced without it.
///
/// @param callersPerSecond requests a second that are traced because their caller's `traceparent` says so; what is
///     above is not traced, or any caller could have all of his requests traced at our cost
@ConfigurationProperties("penstock.edge.trace")
public record TracePolicy(@DefaultValue("10") int callersPerSecond) {

    private static final int MOST = 100_000;

    public TracePolicy {
        if (callersPerSecond < 0 || callersPerSecond > MOST) {
            throw new IllegalArgumentException(
                    "penstock.edge.trace.callers-per-second must be between 0 and " + MOST + ": " + callersPerSecond);
        }
    }
}
