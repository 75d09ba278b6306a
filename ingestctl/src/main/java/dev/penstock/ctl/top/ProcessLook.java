package dev.penstock.ctl.top;

import dev.penstock.ctl.live.Scrape;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an edge or a writer said of itself in one look.
///
/// @param scrape null when it did not answer
/// @param before the look before this one, null when there is none
/// @param trouble why it did not answer, empty when it did
record ProcessLook(
        URI url, @Nullable Scrape scrape, @Nullable Scrape before, String trouble) {

    /// Which of the two it is; `-` when it does not say.
    String kind() {
        if (scrape == null) {
            return "-";
        }
        return scrape.of("penstock_writer_inserts_limit") != null
                ? "writer"
                : scrape.of("penstock_edge_in_flight_bytes") != null ? "edge" : "other";
    }

    /// How long what it hands on takes on average, in milliseconds: a writer's inserts, an edge's way into Kafka.
    @Nullable
    Double latencyMillis() {
        Double seconds =
                mean("writer".equals(kind()) ? "penstock_writer_insert_seconds" : "penstock_edge_publish_seconds");
        return seconds == null ? null : seconds * 1_000;
    }

    /// Records of a batch on average, of a writer.
    @Nullable
    Double batchRecords() {
        return mean("penstock_writer_batch_rows");
    }

    /// Bytes it holds.
    @Nullable
    Double heldBytes() {
        return scrape == null
                ? null
                : scrape.of(
                        "writer".equals(kind()) ? "penstock_writer_buffered_bytes" : "penstock_edge_in_flight_bytes");
    }

    private @Nullable Double mean(String metric) {
        return scrape == null ? null : scrape.mean(before, metric);
    }

    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("url", url);
        document.put("kind", kind());
        document.put("latency_ms", rounded(latencyMillis()));
        document.put("batch_records", rounded(batchRecords()));
        document.put("held_bytes", rounded(heldBytes()));
        document.put("trouble", trouble.isEmpty() ? null : trouble);
        return document;
    }

    private static @Nullable Long rounded(@Nullable Double value) {
        return value == null ? null : Math.round(value);
    }
}
