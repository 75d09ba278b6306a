package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a sender is told who waits until its events are stored, by the whole pipeline.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private Pipeline pipeline;

    @BeforeAll
    void start() {
        pipeline = Pipeline.start();
        // An event that ClickHouse alone finds wrong.
        pipeline.clickHouse()
                .query("alter table penstock.events_raw add constraint no_poison check event_name != 'poison'");
        // So that there is a writer that has reported: whoever asks before is told 202, and that it is silent.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                post("/v1/events/first?ack=stored", "{}").statusCode())
                        .isEqualTo(200));
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void whatIsAnsweredAsStoredCanBeQueriedAtThatMoment() throws IOException, InterruptedException {
        List<Long> millis = new ArrayList<>();
        for (int round = 1; round <= 10; round++) {
            StringBuilder body = new StringBuilder();
            for (int n = 0; n < 50; n++) {
                // On all partitions.
                body.append("{\"trace_id\":\"t").append(n).append("\"}\n");
            }

            long start = System.nanoTime();
            HttpResponse<String> answer = post("/v1/events/stored_" + round + "?ack=stored", body.toString());
            millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());

            assertThat(pipeline.count("select count() from penstock.events where stream = 'stored_" + round + "'"))
                    .isEqualTo(50);
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode told = JsonMapper.shared().readTree(answer.body());
            assertThat(told.path("ack").asString()).isEqualTo("stored");
            assertThat(told.path("stored").asInt()).isEqualTo(50);
        }
        Acceptance.record("stored-ack", Map.of("milliseconds", millis));
    }

    @Test
    void anEventThatCannotBeStoredIsAVerdictOfItsOwn() throws IOException, InterruptedException {
        String body = "{\"n\":1}\n{\"n\":2,\"event_name\":\"poison\"}\n{\"n\":3}";
        long before = pipeline.recordsIn("penstock.dead-letters");

        HttpResponse<String> ours = post("/v1/events/poisoned?ack=stored", body);
        HttpResponse<String> tinybird = post("/v0/events?name=poisoned&wait=true", body);

        assertThat(ours.statusCode()).isEqualTo(202);
        JsonNode told = JsonMapper.shared().readTree(ours.body());
        assertThat(told.path("ack").asString()).isEqualTo("log");
        assertThat(told.path("stored").asInt()).isEqualTo(2);
        assertThat(told.path("pending").asInt(-1)).isZero();
        assertThat(told.path("dead_lettered").toString()).isEqualTo("[{\"index\":1}]");
        assertThat(tinybird.statusCode()).isEqualTo(200);
        assertThat(tinybird.body()).isEqualTo("{\"successful_rows\":2,\"quarantined_rows\":1}");
        assertThat(pipeline.count("select count() from penstock.events where stream = 'poisoned'"))
                .isEqualTo(4);
        assertThat(pipeline.recordsIn("penstock.dead-letters") - before).isEqualTo(2);
    }

    /// From a file of definitions to a typed column, and to the next version of it while events flow.
    @Test
    void anEventOfADefinedStreamIsARowOfItsOwnTable(@TempDir Path folder) throws IOException, InterruptedException {
        String definition = "streams: {orders: {own_table: true, columns: ["
                + "{name: amount, type: 'Decimal(18, 2)', from: /order/amount}]}}";
        Path file = Files.writeString(folder.resolve("streams.yaml"), definition);
        pipeline.ingestctl("streams", "apply", "-f", file.toString());
        // Until the writer has read of it, events go to the table of all.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            post("/v1/events/orders?ack=stored", "{\"order\":{\"amount\":1}}");
            assertThat(pipeline.count("select count() from penstock.orders")).isPositive();
        });

        HttpResponse<String> mixed = post(
                "/v1/events/orders?ack=stored", "{\"order\":{\"amount\":129.95}}\n{\"order\":{\"amount\":\"much\"}}");

        assertThat(JsonMapper.shared()
                        .readTree(mixed.body())
                        .path("dead_lettered")
                        .toString())
                .isEqualTo("[{\"index\":1}]");
        assertThat(pipeline.clickHouse()
                        .query("select amount, definition_version from penstock.orders order by amount desc limit 1"))
                .isEqualTo("129.95\t1");
        Files.writeString(
                file, definition.replace("/order/amount}", "/order/amount}, {name: coupon, type: Nullable(String)}"));
        pipeline.ingestctl("streams", "apply", "-f", file.toString());
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            post("/v1/events/orders?ack=stored", "{\"order\":{\"amount\":2},\"coupon\":\"may\"}");
            assertThat(pipeline.count(
                            "select count() from penstock.orders where coupon = 'may' and definition_version = 2"))
                    .isPositive();
        });
        assertThat(pipeline.count("select count() from penstock.events where stream = 'orders'"))
                .as("all of them are events, too")
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void theTinybirdSdkWaitsByDefaultAndIsToldTheTruth() throws IOException, InterruptedException {
        JsonNode answer = NpmClient.run(
                        "tinybird-sdk.mjs", pipeline.edgeUrl().toString(), pipeline.key(), "waits", "500")
                .json();

        assertThat(answer.path("batch").path("successful_rows").asInt()).isEqualTo(500);
        assertThat(answer.path("batch").path("quarantined_rows").asInt(-1)).isZero();
        assertThat(pipeline.count("select count() from penstock.events where stream = 'waits'"
                        + " and JSONExtractInt(payload, 'n') >= 0"))
                .isEqualTo(500);
    }

    @Test
    void whileClickHouseIsAwayTheAnswerIs202AndSaysThatItIsNotStored() throws IOException, InterruptedException {
        HttpResponse<String> answer;
        pipeline.clickHouse().stop();
        try {
            answer = post("/v1/events/late?ack=stored", "{}");
        } finally {
            pipeline.clickHouse().restart();
        }

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode told = JsonMapper.shared().readTree(answer.body());
        assertThat(told.path("accepted").asInt()).isEqualTo(1);
        assertThat(told.path("stored").asInt(-1)).isZero();
        assertThat(told.path("pending").asInt()).isEqualTo(1);
        assertThat(told.path("reason").asString()).isIn("timeout", "writer_silent");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pipeline.count("select count() from penstock.events where stream = 'late'") == 1);
        // And the next one is stored again.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                post("/v1/events/late?ack=stored", "{}").statusCode())
                        .isEqualTo(200));
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(pipeline.edgeUrl().resolve(path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + pipeline.key())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
