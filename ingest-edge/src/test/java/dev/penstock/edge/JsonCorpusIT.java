package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.JsonCorpus.Sample;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The corpus through the front door: each body whole and in chunks of one byte. Both get the same answer, and
/// what is accepted stands in Kafka byte for byte.
class JsonCorpusIT {

    private static final JsonMapper JSON = new JsonMapper();

    // One byte of a chunk is six on the wire: that is enough of it.
    private static final int LONGEST_IN_BYTES = 70_000;

    @Test
    void everyBodyIsAnsweredTheSameWholeAndInBytesAndKeptAsItCame() throws IOException {
        List<Sample> samples = JsonCorpus.samples();
        try (TestingKafka kafka = TestingKafka.start();
                RunningEdge edge = RunningEdge.start(kafka, Map.of())) {
            for (int i = 0; i < samples.size(); i++) {
                Sample sample = samples.get(i);
                byte[] body = sample.body().toByteArray();
                assertThat(verdict(send(edge, "whole-" + i, whole(body))))
                        .as(sample.name())
                        .isEqualTo(sample.verdict());
                if (body.length <= LONGEST_IN_BYTES) {
                    assertThat(verdict(send(edge, "bytes-" + i, chunked(body))))
                            .as("%s, byte by byte", sample.name())
                            .isEqualTo(sample.verdict());
                }
            }
            Map<String, List<Event>> stored = edge.events().stream().collect(Collectors.groupingBy(Event::requestId));
            for (int i = 0; i < samples.size(); i++) {
                Sample sample = samples.get(i);
                List<String> sent = accepted(sample);
                assertThat(payloads(stored.getOrDefault("whole-" + i, List.of())))
                        .as(sample.name())
                        .containsExactlyInAnyOrderElementsOf(sent);
                if (sample.body().length() <= LONGEST_IN_BYTES) {
                    assertThat(payloads(stored.getOrDefault("bytes-" + i, List.of())))
                            .as("%s, byte by byte", sample.name())
                            .containsExactlyInAnyOrderElementsOf(sent);
                }
            }
        }
    }

    /// The bytes of the events that were accepted, found without the edge's own reader where that is possible.
    private static List<String> accepted(Sample sample) {
        String body = new String(sample.body().toByteArray(), StandardCharsets.ISO_8859_1);
        if (sample.verdict().startsWith("!") || !sample.verdict().contains("ok")) {
            return List.of();
        }
        if (sample.verdict().equals("ok")) {
            return List.of(body.strip());
        }
        // The others are written so that an accepted event has no object within and stands on its own.
        List<String> objects = new ArrayList<>();
        StringTokenizer verdicts = new StringTokenizer(sample.verdict(), ",");
        int at = 0;
        while (verdicts.hasMoreTokens()) {
            if (!verdicts.nextToken().equals("ok")) {
                int line = body.indexOf('\n', at);
                at = body.startsWith("[") || line < 0 ? at : line + 1;
                continue;
            }
            int from = body.indexOf('{', at);
            int to = body.indexOf('}', from) + 1;
            objects.add(body.substring(from, to));
            at = to < body.length() && body.charAt(to) == '\n' ? to + 1 : to;
        }
        return objects;
    }

    private static List<String> payloads(List<Event> events) {
        return events.stream()
                .map(event -> new String(event.payload().toByteArray(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static String verdict(String answer) {
        int status = Integer.parseInt(answer.substring(9, 12));
        JsonNode body = JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        if (!body.has("accepted")) {
            return "!" + body.get("code").asString();
        }
        Map<Integer, String> rejected = body.get("rejected")
                .valueStream()
                .collect(Collectors.toMap(
                        one -> one.get("index").asInt(), one -> one.get("code").asString(), (a, b) -> a));
        int events = body.get("accepted").asInt() + rejected.size();
        assertThat(status).isEqualTo(body.get("accepted").asInt() > 0 ? 202 : 400);
        List<String> verdicts = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            verdicts.add(rejected.getOrDefault(i, "ok"));
        }
        return String.join(",", verdicts);
    }

    private static byte[] whole(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("Content-Length: " + body.length + "\r\n\r\n"));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] chunked(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("Transfer-Encoding: chunked\r\n\r\n"));
        for (byte b : body) {
            out.writeBytes(ascii("1\r\n"));
            out.write(b);
            out.writeBytes(ascii("\r\n"));
        }
        out.writeBytes(ascii("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static String send(RunningEdge edge, String requestId, byte[] rest) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(30_000);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(
                    ascii("POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + edge.key() + "\r\nX-Request-Id: " + requestId + "\r\n"));
            request.writeBytes(rest);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
