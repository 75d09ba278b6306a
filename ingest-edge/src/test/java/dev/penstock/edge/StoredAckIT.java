package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who waits until events are stored, and what they are told.
class StoredAckIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestingKafka kafka;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void theAnswerIs200WhenTheWriterSaysSoAndNotBefore() throws Exception {
        try (RunningEdge edge = startPatient();
                ScriptedWriter writer = new ScriptedWriter(kafka, edge)) {
            CompletableFuture<HttpResponse<String>> answer =
                    edge.postLater("/v1/events?ack=stored", BodyPublishers.ofString("{\"a\":1}\n{\"a\":2}"));
            awaitWaiting(edge, 1);
            // What the body needed has been given back.
            assertThat(edge.metrics()).contains("penstock_edge_in_flight_bytes 0.0");
            assertThat(answer).isNotDone();

            settle(writer, answer);

            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(answer.get().body())
                    .startsWith("{\"accepted\":2,\"ack\":\"stored\",\"stored\":2,\"pending\":0,\"rejected\":[],"
                            + "\"dead_lettered\":[],\"parked\":[],\"request_id\":\"")
                    .contains("\"event_ids\":[\"");
            assertThat(edge.metrics())
                    .contains("penstock_edge_stored_waiting_requests 0.0")
                    .contains("penstock_edge_stored_waiting_for_events 0.0")
                    .contains("penstock_edge_stored_requests_total{outcome=\"stored\"} 1.0")
                    .contains("penstock_edge_stored_wait_seconds_count 1");
            assertThat(edge.post("/v1/events?ack=soon", "{}").statusCode()).isEqualTo(400);
            HttpResponse<String> log = edge.post("/v1/events?ack=log", "{}");
            assertThat(log.statusCode()).as(log.body()).isEqualTo(202);
        }
    }

    @Test
    void whatWasNotStoredIsNamedEventByEvent() throws Exception {
        try (RunningEdge edge = startPatient();
                ScriptedWriter writer = new ScriptedWriter(kafka, edge)) {
            String body = "{\"a\":1}\n{broken}\n{\"a\":\"poison\"}\n{\"a\":\"halted\"}\n{\"a\":2}";
            CompletableFuture<HttpResponse<String>> ours =
                    edge.postLater("/v1/events?ack=stored", BodyPublishers.ofString(body));
            CompletableFuture<HttpResponse<String>> tinybird =
                    edge.postLater("/v0/events?name=a&wait=true", BodyPublishers.ofString(body));
            awaitWaiting(edge, 2);

            settle(writer, CompletableFuture.allOf(ours, tinybird));

            assertThat(ours.get().statusCode()).isEqualTo(202);
            assertThat(ours.get().body())
                    .startsWith(
                            "{\"accepted\":4,\"ack\":\"log\",\"stored\":2,\"pending\":0,\"rejected\":[{\"index\":1,")
                    .contains("\"dead_lettered\":[{\"index\":2}],\"parked\":[{\"index\":3}]");
            assertThat(tinybird.get().statusCode()).isEqualTo(200);
            assertThat(tinybird.get().body()).isEqualTo("{\"successful_rows\":2,\"quarantined_rows\":3}");
        }
    }

    @Test
    void atTheEndOfTheTimeTheAnswerIs202AndSaysWhy() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of("penstock.edge.stored.timeout", "500ms"));
                ScriptedWriter writer = new ScriptedWriter(kafka, edge)) {
            HttpResponse<String> silent = edge.post("/v1/events?ack=stored", "{\"a\":1}");
            assertThat(silent.statusCode()).isEqualTo(202);
            assertThat(silent.body()).contains("\"stored\":0,\"pending\":1,").contains("\"reason\":\"writer_silent\"");

            // A writer that reports and does not get on.
            await().atMost(PATIENCE).untilAsserted(() -> {
                for (int partition = 0; partition < 3; partition++) {
                    writer.say(partition, 0);
                }
                HttpResponse<String> slow = edge.post("/v1/events?ack=stored", "{\"a\":1}");
                assertThat(slow.statusCode()).isEqualTo(202);
                assertThat(slow.body()).contains("\"ack\":\"log\"").contains("\"reason\":\"timeout\"");
            });
            HttpResponse<String> tinybird = edge.post("/v0/events?name=a&wait=true", "{\"a\":1}");
            assertThat(tinybird.statusCode()).isEqualTo(202);
            assertThat(tinybird.body()).isEqualTo("{\"successful_rows\":1,\"quarantined_rows\":0}");
        }
    }

    @Test
    void oneTooManyDoesNotWait() throws Exception {
        try (RunningEdge edge = RunningEdge.start(
                        kafka, Map.of("penstock.edge.stored.timeout", "55s", "penstock.edge.stored.requests", "1"));
                ScriptedWriter writer = new ScriptedWriter(kafka, edge)) {
            CompletableFuture<HttpResponse<String>> first =
                    edge.postLater("/v1/events?ack=stored", BodyPublishers.ofString("{\"a\":1}"));
            awaitWaiting(edge, 1);

            HttpResponse<String> second = edge.post("/v1/events?ack=stored", "{\"a\":2}");

            assertThat(second.statusCode()).as(second.body()).isEqualTo(202);
            assertThat(second.body()).contains("\"pending\":1,\"reason\":\"overflow\"");
            settle(writer, first);
            assertThat(first.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
        try (RunningEdge edge = startPatient()) {
            try (Socket socket = post(edge, new byte[] {'{', '}'})) {
                assertThat(socket.isConnected()).isTrue();
                awaitWaiting(edge, 1);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(edge.metrics())
                            .contains("penstock_edge_stored_waiting_requests 0.0")
                            .contains("penstock_edge_stored_waiting_for_events 0.0")
                            .contains("penstock_edge_stored_requests_total{outcome=\"gone\"} 1.0")
                            .contains("penstock_edge_requests_total{outcome=\"aborted\",reason=\"none\"} 1.0"));
        }
    }

    @Test
    void anEdgeThatStopsAnswersWhoWaits() throws Exception {
        RunningEdge edge = startPatient();
        CompletableFuture<HttpResponse<String>> answer =
                edge.postLater("/v1/events?ack=stored", BodyPublishers.ofString("{\"a\":1}"));
        awaitWaiting(edge, 1);

        Thread stopping = Thread.ofPlatform().start(edge::stopServing);

        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        assertThat(answer.get().body()).contains("\"reason\":\"stopping\"");
        stopping.join();
        edge.close();
    }

    @Test
    void theOffsetsOfATopicThatWasMadeAnewAreNotTakenForTheOldOnes() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of("penstock.edge.stored.timeout", "1s"))) {
            try (ScriptedWriter writer = new ScriptedWriter(kafka, edge)) {
                await().atMost(PATIENCE).untilAsserted(() -> {
                    for (int partition = 0; partition < 3; partition++) {
                        writer.say(partition, 1_000_000);
                    }
                    // Believed, although it is a lie: so it would be after the topic is made anew.
                    assertThat(edge.post("/v1/events?ack=stored", "{\"a\":1}").statusCode())
                            .isEqualTo(200);
                });
            }
            makeAnew(edge.topic(Topic.EVENTS));

            List<Integer> statuses = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                statuses.add(edge.post("/v1/events?ack=stored", "{\"a\":1}").statusCode());
                return statuses.stream().filter(status -> status == 202).count() >= 3;
            });

            assertThat(statuses).doesNotContain(200);
            try (ScriptedWriter writer = new ScriptedWriter(kafka, edge)) {
                await().atMost(PATIENCE).untilAsserted(() -> {
                    CompletableFuture<HttpResponse<String>> answer =
                            edge.postLater("/v1/events?ack=stored", BodyPublishers.ofString("{\"a\":1}"));
                    settle(writer, answer);
                    assertThat(answer.get().statusCode()).isEqualTo(200);
                });
            }
        }
    }

    /// Twenty bodies of four megabytes would be more than this lets the heap grow.
    @Test
    void whoWaitsHoldsNothingOfItsBody() throws Exception {
        String event = "{\"a\":\"" + "x".repeat(800_000) + "\"}\n";
        byte[] body = event.repeat(5).getBytes(StandardCharsets.US_ASCII);
        List<Socket> clients = new ArrayList<>();
        try (RunningEdge edge = startPatient()) {
            // The client's and the producer's own buffers are there from now on.
            assertThat(edge.post("/v1/events", BodyPublishers.ofByteArray(body)).statusCode())
                    .isEqualTo(202);
            long before = used();
            for (int i = 1; i <= 20; i++) {
                // No HTTP client, which would keep a copy of its own.
                clients.add(post(edge, body));
                awaitWaiting(edge, i);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(used() - before).isLessThan(40L * 1024 * 1024));
            assertThat(edge.metrics())
                    .contains("penstock_edge_in_flight_bytes 0.0")
                    .contains("penstock_edge_stored_waiting_for_events 100.0");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket post(RunningEdge edge, byte[] body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        socket.getOutputStream()
                .write(("POST /v1/events?ack=stored HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key()
                                + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    private static RunningEdge startPatient() {
        return RunningEdge.start(kafka, Map.of("penstock.edge.stored.timeout", "55s"));
    }

    private static void awaitWaiting(RunningEdge edge, int requests) {
        await().atMost(PATIENCE)
                .until(() -> edge.metrics().contains("penstock_edge_stored_waiting_requests " + requests + ".0"));
    }

    /// Lets the writer work until an answer is there.
    private static void settle(ScriptedWriter writer, CompletableFuture<?> answer) {
        await().atMost(PATIENCE).until(() -> {
            writer.settleAll();
            return answer.isDone();
        });
    }

    private static void makeAnew(String topic) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            kafka.createTopic(topic, 3, Topic.EVENTS.settings());
            return true;
        });
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
