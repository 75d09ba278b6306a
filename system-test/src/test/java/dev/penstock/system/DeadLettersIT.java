package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The way back of dead letters, by the commands an operator types, through the real edge, broker, writer and engine,
/// while other events flow.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersIT {

    private static final int POISON = 500;
    private static final int DONE = 0;
    private static final int DIFFERENCES = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // What is wrong by each: no amount at all, a unit that is none, less than the schema allows.
    private static final String STRICT = """
            streams:
              %s:
                own_table: true
                columns:
                  - {name: amount, type: 'Decimal(18, 2)', required: true}
                  - {name: took, type: UInt32, unit: ms, source_unit: ms, source_unit_from: /took_unit, default: 0}
                schema: {type: object, properties: {pieces: {type: integer, minimum: 1}}}
            """;

    private static final String MENDED = """
            streams:
              %s:
                own_table: true
                columns:
                  - {name: amount, type: 'Decimal(18, 2)', default: 0}
                  - {name: took, type: UInt32, unit: ms, source_unit: ms, default: 0}
                schema: {type: object, properties: {pieces: {type: integer, minimum: 0}}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private Pipeline pipeline;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() {
        // The fuse would park them: it is for what nobody has seen coming.
        pipeline = Pipeline.start(List.of(), List.of("--penstock.writer.fuse.events=100000"));
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void whatDidNotFitIsStoredOnceWithItsOwnIdsAndTimesWhenTheDefinitionIsMended() throws Exception {
        EventsLog log =
                new EventsLog(pipeline.kafka().bootstrap(), Topic.EVENTS.name("penstock."), Topic.EVENTS.partitions());
        poison("orders");
        assertThat(ctl("dlq", "groups", "--output", "json").path("groups")).hasSize(3);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("groups", run(DONE, "dlq", "groups"));
        told.put("list", run(DONE, "dlq", "list", "--stream", "orders", "--limit", "2"));
        assertThat(run(DIFFERENCES, "dlq", "dry-run", "--stream", "orders", "--output", "json"))
                .contains("\"letters\":500,\"fit\":0,");
        long before = log.size();
        // Nothing is sent that would only fail again.
        run(DIFFERENCES, "dlq", "redrive", "--stream", "orders", "--execute", "--yes");
        assertThat(log.size()).isEqualTo(before);

        define("orders", MENDED);
        assertThat(ctl("dlq", "dry-run", "--stream", "orders", "--output", "json")
                        .path("fit")
                        .asInt())
                .isEqualTo(POISON);
        told.put("dry-run", run(DONE, "dlq", "dry-run", "--stream", "orders"));
        try (Sender beside = new Sender(pipeline.edgeUrl(), pipeline.key(), 20).startThreads(1)) {
            JsonNode done = ctl("dlq", "redrive", "--stream", "orders", "--execute", "--yes", "--output", "json");
            assertThat(done.path("redriven").asInt()).isEqualTo(POISON);
            assertThat(done.path("changed").asBoolean()).isTrue();
            awaitStored("orders");
            Map<String, String> accepted = beside.finish();
            await().atMost(PATIENCE)
                    .until(() -> pipeline.count("select count() from penstock.events where stream = 'drill'")
                            == accepted.size());
        }
        await().atMost(PATIENCE).until(pipeline::isDrained);
        Acceptance.record("dead-letters", told);
        assertOnce("orders");
        assertThat(pipeline.count("select count() from penstock.orders_raw")).isEqualTo(POISON);

        long sent = log.size();
        JsonNode again = ctl("dlq", "redrive", "--stream", "orders", "--execute", "--yes", "--output", "json");
        assertThat(again.path("changed").asBoolean(true)).isFalse();
        assertThat(log.size()).isEqualTo(sent);
        assertThat(pipeline.clickHouse()
                        .query("select distinct state in ('redriven', 'superseded') from penstock.dead_letters"
                                + " where stream = 'orders'"))
                .isEqualTo("1");
    }

    @Test
    void aRedriveThatIsKilledInItsMiddleAndRunAgainStoresEachEventOnce() throws Exception {
        poison("refunds");
        define("refunds", MENDED);
        String marked = "select uniqExact(source_topic_id, source_partition, source_offset)"
                + " from penstock.dead_letter_marks where stream = 'refunds'";
        Process slow = pipeline.operator("dlq", "redrive", "--stream", "refunds", "--rate", "100", "--execute", "--yes")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(PATIENCE).until(() -> pipeline.count(marked) > 50);
        slow.destroyForcibly().waitFor();
        assertThat(pipeline.count(marked)).isLessThan(POISON);

        run(DONE, "dlq", "redrive", "--stream", "refunds", "--execute", "--yes");

        awaitStored("refunds");
        await().atMost(PATIENCE).until(pipeline::isDrained);
        assertOnce("refunds");
        assertThat(pipeline.count(marked)).isEqualTo(POISON);
        // What was sent and not marked is a row more until it is merged, of a step at most.
        assertThat(pipeline.count("select count() from penstock.refunds_raw")).isBetween((long) POISON, POISON + 20L);
    }

    @Test
    void anEventIsFollowedFromTheCommandLine() throws Exception {
        Map<String, String> sender = Map.of(
                "PENSTOCK_KEY",
                pipeline.key(),
                "PENSTOCK_EDGE_URL",
                pipeline.edgeUrl().toString());
        Process tail = pipeline.operator(
                        "tail", "--stream", "followed", "--count", "1", "--payload", "--output", "json")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode sent = JsonMapper.shared().readTree("{}");
        // The first ones may come before the tail is there.
        while (tail.isAlive()) {
            ProcessBuilder command = pipeline.operator(
                    "send", "--stream", "followed", "--data", "{\"says\":\"hello\"}", "--output", "json");
            command.environment().putAll(sender);
            Process send =
                    command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            sent = JsonMapper.shared().readTree(send.getInputStream().readAllBytes());
            assertThat(send.waitFor()).isEqualTo(DONE);
            assertThat(sent.path("state").asString()).isEqualTo("stored");
            assertThat(sent.path("hops")).hasSize(3);
            tail.waitFor(2, TimeUnit.SECONDS);
        }
        JsonNode followed = JsonMapper.shared().readTree(tail.getInputStream().readAllBytes());
        assertThat(followed.path("state").asString()).isEqualTo("stored");
        assertThat(followed.path("payload").asString()).contains("hello");

        assertThat(ctl("receipt", sent.path("event_id").asString(), "--output", "json")
                        .path("sightings")
                        .path(0)
                        .path("place")
                        .asString())
                .isEqualTo("stored");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ctl("lag", "--over", "1s", "--output", "json")
                                .path("lost")
                                .asInt(-1))
                        .isZero());
        JsonNode doctor = ctl("doctor", "--output", "json");
        assertThat(doctor.path("trouble").asInt(-1)).as(doctor.toString()).isZero();
        // One broker is no place for data one wants to keep.
        assertThat(doctor.path("notes").asInt()).isPositive();
    }

    // 500 events of three causes, all of them dead letters that ClickHouse shows.
    private void poison(String stream) throws IOException, InterruptedException {
        define(stream, STRICT);
        // Until the writer has read of it, events would fit the table of all.
        await().atMost(PATIENCE).untilAsserted(() -> {
            post(stream, "{\"amount\":1}");
            assertThat(pipeline.count("select count() from penstock." + stream)).isPositive();
        });
        pipeline.clickHouse().query("truncate table penstock." + stream + "_raw");
        StringBuilder body = new StringBuilder();
        for (int n = 0; n < POISON; n++) {
            String wrong = n % 3 == 0
                    ? ""
                    : n % 3 == 1
                            ? ",\"amount\":2,\"took\":7,\"took_unit\":\"fortnights\""
                            : ",\"amount\":3,\"pieces\":0";
            body.append("{\"n\":")
                    .append(n)
                    .append(",\"trace_id\":\"t")
                    .append(n)
                    .append('"')
                    .append(wrong)
                    .append("}\n");
        }
        post(stream, body.toString());
        await().atMost(PATIENCE)
                .until(() ->
                        pipeline.count("select count() from penstock.dead_letters where state = 'open' and stream = '"
                                        + stream + "'")
                                == POISON);
    }

    private void define(String stream, String definition) throws IOException {
        Path file = Files.writeString(folder.resolve(stream + ".yaml"), definition.formatted(stream));
        pipeline.ingestctl("streams", "apply", "-f", file.toString());
    }

    private void awaitStored(String stream) {
        await().atMost(PATIENCE).until(() -> pipeline.count("select count() from penstock." + stream) >= POISON);
    }

    // Each letter has its event, under the same id and with the same times, and there is no other.
    private void assertOnce(String stream) {
        assertThat(pipeline.count("select count() from penstock." + stream)).isEqualTo(POISON);
        assertThat(pipeline.count("select count() from penstock.dead_letters as l join penstock." + stream
                        + " as e on l.event_id = e.event_id where l.stream = '" + stream
                        + "' and l.org_id = e.org_id and l.timestamp = e.timestamp and l.received_at = e.received_at"
                        + " and e.definition_version = 2"))
                .isEqualTo(POISON);
        assertThat(pipeline.count("select count() from penstock.dead_letters where stream = '" + stream + "'"))
                .isEqualTo(POISON);
    }

    private void post(String stream, String body) throws IOException, InterruptedException {
        assertThat(http.send(
                                HttpRequest.newBuilder(
                                                pipeline.edgeUrl().resolve("/v1/events/" + stream + "?ack=stored"))
                                        .timeout(PATIENCE)
                                        .header("Authorization", "Bearer " + pipeline.key())
                                        .POST(BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isLessThan(300);
    }

    private String run(int exit, String... arguments) {
        Pipeline.CtlRun run = pipeline.ctl(arguments);
        assertThat(run.exit()).as(run.output() + run.errors()).isEqualTo(exit);
        return run.output();
    }

    private JsonNode ctl(String... arguments) {
        return JsonMapper.shared().readTree(pipeline.ingestctl(arguments));
    }
}
