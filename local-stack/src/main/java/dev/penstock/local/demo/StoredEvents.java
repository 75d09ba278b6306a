package dev.penstock.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks ClickHouse, as a dashboard would, what the `events` view shows of one run.
final class StoredEvents implements AutoCloseable {

    // The time is in the sorting key, so a question reads the run's rows and not the whole table.
    private static final String OF_THIS_RUN =
            " FROM events WHERE timestamp >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')"
                    + " AND startsWith(trace_id, {marker:String})";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final DemoOptions options;
    private final String marker;
    private final Instant since;

    StoredEvents(DemoOptions options, String marker, Instant since) {
        this.options = options;
        this.marker = marker;
        this.since = since;
    }

    /// Rows and different ids.
    record Counts(long rows, long ids) {}

    Counts counts() throws IOException, InterruptedException {
        List<String> row =
                rows("SELECT count(), uniqExact(event_id)" + OF_THIS_RUN).getFirst();
        return new Counts(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)));
    }

    /// How many events of each request are visible, for the requests from `lowest` on.
    Map<Integer, Integer> visibleByRequest(int lowest) throws IOException, InterruptedException {
        Map<Integer, Integer> visible = new HashMap<>();
        for (List<String> row : rows("SELECT toUInt32(splitByChar('-', trace_id)[3]) AS request, count()" + OF_THIS_RUN
                + " AND request >= " + lowest + " GROUP BY request")) {
            visible.put(Integer.parseInt(row.get(0)), Integer.parseInt(row.get(1)));
        }
        return visible;
    }

    /// Event kinds and their counts, the most frequent first.
    Map<String, Long> kinds() throws IOException, InterruptedException {
        Map<String, Long> kinds = new LinkedHashMap<>();
        for (List<String> row : rows(
                "SELECT event_name, count() AS n" + OF_THIS_RUN + " GROUP BY event_name ORDER BY n DESC, event_name")) {
            kinds.put(row.get(0), Long.parseLong(row.get(1)));
        }
        return kinds;
    }

    /// Length and CRC-32 of every stored payload.
    Map<UUID, DemoEvent.Fingerprint> fingerprints() throws IOException, InterruptedException {
        Map<UUID, DemoEvent.Fingerprint> fingerprints = new HashMap<>();
        for (List<String> row : rows("SELECT event_id, length(payload), CRC32(payload)" + OF_THIS_RUN)) {
            fingerprints.put(
                    UUID.fromString(row.get(0)),
                    new DemoEvent.Fingerprint(Integer.parseInt(row.get(1)), Long.parseLong(row.get(2))));
        }
        return fingerprints;
    }

    /// The stored bytes of the given events.
    Map<UUID, Payload> payloads(Collection<UUID> ids) throws IOException, InterruptedException {
        String list = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","));
        Map<UUID, Payload> payloads = new HashMap<>();
        for (List<String> row :
                rows("SELECT event_id, base64Encode(payload)" + OF_THIS_RUN + " AND event_id IN (" + list + ")")) {
            payloads.put(
                    UUID.fromString(row.get(0)), new Payload(Base64.getDecoder().decode(row.get(1))));
        }
        return payloads;
    }

    /// The stored bytes of one event.
    static final class Payload {

        private final byte[] bytes;

        private Payload(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean sameBytesAs(byte[] other) {
            return Arrays.equals(bytes, other);
        }
    }

    /// Every value asked for is a number, a UUID, base64 or a kind of webhook: no tab or line break to unescape.
    private List<List<String>> rows(String sql) throws IOException, InterruptedException {
        String parameters = "?database=" + encoded(options.database())
                + "&default_format=TabSeparated"
                + "&param_since=" + since.toEpochMilli()
                + "&param_marker=" + encoded(marker);
        HttpRequest.Builder post = HttpRequest.newBuilder(
                        URI.create(withoutSlash(options.clickHouse().toString()) + "/" + parameters))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(sql));
        header(post, "X-ClickHouse-User", options.clickHouseUser());
        header(post, "X-ClickHouse-Key", options.clickHousePassword());
        HttpResponse<String> response = http.send(post.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200
                || response.headers().firstValue("X-ClickHouse-Exception-Code").isPresent()) {
            throw new IOException("ClickHouse answered " + response.statusCode() + ": "
                    + response.body().strip().lines().findFirst().orElse(""));
        }
        return response.body().lines().map(line -> List.of(line.split("\t"))).toList();
    }

    private static void header(HttpRequest.Builder request, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            request.header(name, value);
        }
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
