package dev.penstock.local.demo;

import org.HdrHistogram.Histogram;

/// Percentiles in milliseconds.
record Latency(long p50, long p95, long p99, long max) {

    static Latency of(Histogram millis) {
        return new Latency(
                millis.getValueAtPercentile(50),
                millis.getValueAtPercentile(95),
                millis.getValueAtPercentile(99),
                millis.getMaxValue());
    }
}
