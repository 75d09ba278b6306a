package dev.penstock.bench.dashboard;

import java.time.Duration;
import java.time.Instant;

/// The time a dashboard shows.
///
/// @param scrape how often Prometheus asks
/// @param step between two points of a series
public record Window(Instant from, Instant to, Duration scrape, Duration step) {

    public Window {
        if (!to.isAfter(from) || scrape.toSeconds() < 1 || step.toSeconds() < 1) {
            throw new IllegalArgumentException(from + " to " + to + ", each " + scrape + ", step " + step);
        }
    }

    /// What Grafana takes for `$__rate_interval`: never so short that a rate has fewer than two samples.
    public Duration rateInterval() {
        Duration four = scrape.multipliedBy(4);
        Duration oneMore = step.plus(scrape);
        return four.compareTo(oneMore) > 0 ? four : oneMore;
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}
