package dev.penstock.bench.corpus;

import com.github.luben.zstd.Zstd;
import dev.penstock.local.demo.Webhook;
import dev.penstock.local.demo.WebhookExamples;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Requests to send, made of the same events in every run.
///
/// More different ones than a compressor's window holds: a batch that repeats itself in the log would compress to
/// nothing.
public final class Corpus {

    /// Bytes of the small event.
    public static final int SMALL = 300;

    /// Bytes of the large one.
    public static final int LARGE = 5_000;

    private static final int DIFFERENT_BYTES = 1_500_000;
    private static final int MOST_REQUESTS = 4_096;
    private static final int ZSTD_LEVEL = 3;

    private Corpus() {}

    /// NDJSON requests of clickstream events whose ids tell where they belong.
    ///
    /// @param run and
    /// @param lane as [NumberedEvents] takes them
    public static NumberedEvents clickstream(long run, int lane, String stream, String key, int events, int size) {
        return NumberedEvents.of(run, lane, path(stream), key, bodies(events, size));
    }

    /// The same events packed. Their ids repeat: the edge does not look at them.
    ///
    /// @param coding `gzip` or `zstd`
    public static Requests packed(String stream, String key, int events, int size, String coding) {
        List<byte[]> requests = new ArrayList<>();
        for (List<byte[]> body : bodies(events, size)) {
            byte[] packed = pack(joined(body), coding);
            byte[] head = Requests.head(
                    "POST", path(stream), packed.length, "Authorization: Bearer " + key, "Content-Encoding: " + coding);
            requests.add(Requests.joined(head, packed));
        }
        return Requests.inTurn(requests, events);
    }

    /// The same events of several senders in turn, a key each. Their ids repeat.
    public static Requests shared(String stream, List<String> keys, int events, int size) {
        List<List<byte[]>> bodies = bodies(events, size);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < Math.max(bodies.size(), keys.size()); i++) {
            byte[] body = joined(bodies.get(i % bodies.size()));
            String key = keys.get(i % keys.size());
            requests.add(Requests.joined(
                    Requests.head("POST", path(stream), body.length, "Authorization: Bearer " + key), body));
        }
        return Requests.inTurn(requests, events);
    }

    /// GitHub's webhooks as they are, one a request.
    ///
    /// @param examples the file of npm's `@octokit/webhooks-examples`
    public static Requests webhooks(String stream, String key, Path examples) {
        try {
            List<byte[]> requests = new ArrayList<>();
            for (Webhook webhook : WebhookExamples.read(examples)) {
                byte[] head =
                        Requests.head("POST", path(stream), webhook.body().length, "Authorization: Bearer " + key);
                requests.add(Requests.joined(head, webhook.body()));
            }
            return Requests.inTurn(requests, 1);
        } catch (IOException e) {
            throw new UncheckedIOException("no webhooks at " + examples + ": run ./penstock build", e);
        }
    }

    /// One event a line, for a program that sends lines.
    public static byte[] lines(int count, int size) {
        return joined(new Clickstream().events(count, size));
    }

    /// Bytes of an average event.
    public static double meanSize(int size) {
        return new Clickstream()
                .events(1_000, size).stream()
                        .mapToInt(event -> event.length)
                        .average()
                        .orElse(size);
    }

    private static List<List<byte[]>> bodies(int events, int size) {
        int requests = Math.clamp(DIFFERENT_BYTES / ((long) events * size), 2, MOST_REQUESTS);
        List<byte[]> all = new Clickstream().events(requests * events, size);
        List<List<byte[]>> bodies = new ArrayList<>(requests);
        for (int i = 0; i < requests; i++) {
            bodies.add(all.subList(i * events, (i + 1) * events));
        }
        return bodies;
    }

    private static byte[] joined(List<byte[]> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] event : events) {
            lines.writeBytes(event);
            lines.writeBytes("\n".getBytes(StandardCharsets.US_ASCII));
        }
        return lines.toByteArray();
    }

    private static byte[] pack(byte[] body, String coding) {
        return switch (coding) {
            case "gzip" -> gzip(body);
            case "zstd" -> Zstd.compress(body, ZSTD_LEVEL);
            default -> throw new IllegalArgumentException("no coding " + coding);
        };
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String path(String stream) {
        return "/v1/events/" + stream;
    }
}
