package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.wire.LedgerCodec;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What an edge counted stands in the ledger, and every minute of one that stopped in order is closed.
class LedgerIT {

    @Test
    void theLedgerHasEveryEventByItsFateAndAStopClosesIt() {
        try (TestingKafka kafka = TestingKafka.start()) {
            RunningEdge edge = RunningEdge.start(kafka, Map.of("penstock.edge.admit.body", "100KB"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !edge.ledger().isEmpty());
            // Announced before anything came: who kills the edge now leaves a minute that is open.
            assertThat(edge.ledger()).allMatch(line -> line instanceof EdgeMinute open && !open.closed());

            edge.post("/v1/events", "[{},{},{\"stream\":\"clicks\"}]");
            edge.post("/v1/events/orders", "{}\n{}\n{\n");
            edge.post("/v1/events", "[{},");
            edge.send(edge.request("/v1/events").POST(BodyPublishers.ofString("{}")));
            edge.get("/livez");
            edge.close();

            Map<String, EdgeMinute> last = new LinkedHashMap<>();
            for (LedgerRecord line : edge.ledger()) {
                last.put(new String(LedgerCodec.encodeKey(line), StandardCharsets.UTF_8), (EdgeMinute) line);
            }
            assertThat(last.values()).isNotEmpty().allMatch(EdgeMinute::closed);
            List<LedgerCount> counts = last.values().stream()
                    .flatMap(line -> line.counts().stream())
                    .toList();
            Map<String, Long> events = new TreeMap<>();
            Map<String, Long> requests = new TreeMap<>();
            for (LedgerCount count : counts) {
                String of = count.organization() + " " + count.stream() + " " + count.outcome() + " " + count.reason();
                events.merge(of.strip(), count.events(), Long::sum);
                requests.merge(of.strip(), count.requests(), Long::sum);
            }
            events.values().removeIf(sum -> sum == 0);
            requests.values().removeIf(sum -> sum == 0);
            assertThat(events)
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "acme default received", 2L,
                            "acme default accepted", 2L,
                            "acme clicks received", 1L,
                            "acme clicks accepted", 1L,
                            "acme orders received", 3L,
                            "acme orders accepted", 2L,
                            "acme orders rejected malformed_json", 1L));
            // Those that asked whether it is ready are no part of it.
            assertThat(requests)
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "acme  accepted", 2L,
                            "acme  rejected malformed_json", 1L,
                            "_none  rejected missing_key", 1L));
        }
    }
}
