package dev.penstock.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.456789Z");
    private static final List<Webhook> WEBHOOKS = List.of(
            new Webhook("github.push", "{\"ref\":\"main\"}".getBytes(UTF_8)),
            new Webhook("github.star.created", "{\"action\":\"created\"}".getBytes(UTF_8)));

    private final DemoTraffic traffic = new DemoTraffic(WEBHOOKS, 1_234, "r1", () -> NOW, new Random(7));

    @Test
    void everyEventIsGivenOutOnceWithAnIdOfItsOwn() {
        Set<UUID> ids = new HashSet<>();
        int events = 0;
        for (DemoRequest request : all()) {
            events += request.events().size();
            request.events().forEach(event -> ids.add(event.id()));
        }

        assertThat(events).isEqualTo(1_234);
        assertThat(ids).hasSize(1_234);
        assertThat(ids).allMatch(id -> id.version() == 7 && id.variant() == 2);
        assertThat(ids).allMatch(id -> id.getMostSignificantBits() >>> 16 == NOW.toEpochMilli());
    }

    @Test
    void requestsComeInEveryFormPlainAndCompressed() {
        List<DemoRequest> requests = all();

        assertThat(requests).extracting(DemoRequest::form).contains(DemoRequest.Form.values());
        assertThat(requests).extracting(DemoRequest::gzip).contains(true, false);
    }

    @Test
    void anEventCarriesTheWebhookUntouchedAndTheRunInItsTraceId() {
        DemoEvent event = all().getFirst().events().getFirst();

        assertThat(new String(event.json(), UTF_8))
                .isEqualTo("{\"event_id\":\"" + event.id() + "\",\"event_name\":\"github.push\","
                        + "\"timestamp\":\"2026-03-01T10:20:30.456Z\",\"sent_at\":\"2026-03-01T10:20:30.456Z\","
                        + "\"trace_id\":\"demo-r1-0-0\",\"payload\":{\"ref\":\"main\"}}");
        assertThat(traffic.marker()).isEqualTo("demo-r1-");
    }

    @Test
    void aBodyIsItsEventsInTheFormItClaims() throws IOException {
        for (DemoRequest request : all()) {
            List<String> events = request.events().stream()
                    .map(event -> new String(event.json(), UTF_8))
                    .toList();
            String expected = switch (request.form()) {
                case OBJECT -> events.getFirst();
                case ARRAY -> "[" + String.join(",", events) + "]";
                case NDJSON -> String.join("\n", events);
            };
            byte[] body = request.gzip()
                    ? new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes()
                    : request.body();
            assertThat(new String(body, UTF_8)).isEqualTo(expected);
        }
    }

    private List<DemoRequest> all() {
        List<DemoRequest> requests = new ArrayList<>();
        for (Optional<DemoRequest> next = traffic.next(); next.isPresent(); next = traffic.next()) {
            requests.add(next.get());
        }
        return requests;
    }
}
