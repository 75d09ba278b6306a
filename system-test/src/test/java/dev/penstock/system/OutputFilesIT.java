package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `--output json` of every command looks like, which scripts rely on: fields are only ever added. One story on a
/// pipeline, so that each has something to say. After a change that is meant, `-Dit.test=OutputFilesIT
/// -Dpenstock.golden=write` writes the files anew.
class OutputFilesIT {

    private static final Path FILES = Path.of("src/test/resources/output");
    private static final Path HELP = Path.of("..", "ingestctl", "src", "test", "resources", "help");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    // A script for a shell.
    private static final List<String> WITHOUT = List.of("completion");

    private static final String STRICT = """
            streams: {orders: {own_table: true, columns: [{name: amount, type: 'Decimal(18, 2)', required: true}]}}
            """;
    private static final String MENDED = """
            streams: {orders: {own_table: true, columns: [{name: amount, type: 'Decimal(18, 2)', default: 0}]}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private final Map<String, String> shapes = new TreeMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set by start
    private Pipeline pipeline;

    @BeforeEach
    void start() {
        pipeline = Pipeline.start(List.of(), List.of("--penstock.writer.ledger.linger=100ms"));
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void everyCommandSaysItAsItWasAgreed() throws Exception {
        topicsAndSchema();
        organizationsAndKeys();
        streamsAndLetters();
        eventsOnTheirWay();
        replays();

        if ("write".equals(System.getProperty("penstock.golden"))) {
            Files.createDirectories(FILES);
            for (Map.Entry<String, String> shape : shapes.entrySet()) {
                Files.writeString(FILES.resolve(shape.getKey() + ".json"), shape.getValue());
            }
        }
        assertThat(shapes.keySet()).as("commands that were run").containsExactlyInAnyOrderElementsOf(commands());
        assertThat(shapes).isEqualTo(golden());
    }

    private void topicsAndSchema() throws Exception {
        run("topics-apply", 0, "--replication-factor", "1", "--min-insync-replicas", "1");
        run("topics-acls", 0, "--principal", "edge=User:edge");
        run("schema-status", 0);
        run("schema-migrate", 0);
        run("schema-plan", 0, "--all");
        run("schema-roles", 0, "--organization", "acme");
    }

    private void organizationsAndKeys() throws Exception {
        run("orgs-create", 0, "beta", "--name", "Beta", "--events-per-second", "1000");
        run("orgs-set", 0, "beta", "--guaranteed-events-per-second", "100");
        run("orgs-suspend", 0, "beta");
        run("orgs-resume", 0, "beta");
        run("orgs-list", 0);
        JsonNode key = run(
                "keys-create",
                0,
                "--org",
                "beta",
                "--stream",
                "clicks",
                "--origin",
                "https://shop.example",
                "--network",
                "192.0.2.0/24",
                "--expires-in",
                "1d",
                "--label",
                "web");
        run("keys-list", 0, "--org", "beta");
        JsonNode fresh = run("keys-rotate", 0, key.path("id").asString(), "--overlap", "1h");
        run("keys-revoke", 0, fresh.path("id").asString(), "--yes");
        Path secret = Files.writeString(folder.resolve("key.txt"), pipeline.key());
        run("keys-hash", 0, secret, "--org", "beta");
    }

    private void streamsAndLetters() throws Exception {
        run("streams-apply", 0, "-f", file("strict.yaml", STRICT));
        post("orders", "{\"amount\":1.5}\n{\"amount\":\"much\"}\n{}\n{}\n");
        await().atMost(PATIENCE).until(() -> pipeline.count("select count() from penstock.dead_letters") == 3);
        run("dlq-groups", 0);
        run("dlq-list", 0, "--stream", "orders");
        JsonNode one = JsonMapper.shared()
                .readTree(pipeline.ingestctl("dlq", "list", "--cause", "wrong_type", "--output", "json"));
        run("dlq-show", 0, one.path("letters").path(0).path("event_id").asString());
        run("dlq-discard", 0, "--cause", "wrong_type", "--reason", "a test", "--execute", "--yes");
        pipeline.ingestctl("streams", "apply", "-f", file("mended.yaml", MENDED));
        run("dlq-dry-run", 0);
        String letters = folder.resolve("letters.ndjson").toString();
        run("dlq-export", 0, "--limit", "1", "-f", letters);
        run("dlq-import", 0, "-f", letters, "--execute", "--yes");
        run("dlq-redrive", 0, "--all", "--execute", "--yes");
        run("streams-halt", 0, "clicks", "--reason", "a test", "--yes");
        post("clicks", "{}\n{}\n");
        await().atMost(PATIENCE).until(pipeline::isDrained);
        run("streams-halted", 0, "--count");
        run("streams-resume", 0, "clicks");
        await().atMost(PATIENCE).until(pipeline::isDrained);
    }

    private void eventsOnTheirWay() throws Exception {
        JsonNode sent = run("send", 0, "--edge-url", pipeline.edgeUrl().toString());
        tail();
        await().atMost(PATIENCE).until(pipeline::isDrained);
        run("receipt", 0, sent.path("event_id").asString());
        run("lag", 0, "--over", "1s");
        run("doctor", 0);
        // Edges tell every ten seconds.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(top().path("organizations").size()).isPositive());
        run("top", 0, "--once", "--metrics-url", metrics());
        run(
                "audit",
                0,
                "--from",
                begun.toString(),
                "--to",
                Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.MINUTES).toString());
    }

    private JsonNode top() {
        return JsonMapper.shared().readTree(pipeline.ingestctl("top", "--once", "-o", "json"));
    }

    private String metrics() {
        return String.join(
                ",", pipeline.scrapes().stream().map(Object::toString).toList());
    }

    private void replays() throws Exception {
        String plan = folder.resolve("plan.json").toString();
        run("replay-plan", 0, "--from=-1h", "--to=now", "--plan-file", plan);
        run("replay-run", 0, "--plan", plan, "--execute");
        pipeline.clickHouse().execute("DELETE FROM penstock.events_raw WHERE stream = 'clicks'");
        run("replay-diff", 3, "--plan", plan);
        run("replay-apply", 0, "--plan", plan, "--execute", "--yes");
        run("replay-status", 0);
        run("replay", 0, "--from=-1h", "--to=now", "--stream=clicks", "--shadow", "--plan-file", plan + "2");
        cancel(folder.resolve("third.json").toString());
        run("replay-drop", 0, "--plan", plan, "--execute", "--yes");
    }

    /// A replay that rests nearly all the time is there to be cancelled.
    private void cancel(String plan) throws Exception {
        pipeline.ingestctl("replay", "plan", "--from=-1h", "--to=now", "--plan-file", plan);
        Process run = pipeline.operator("replay", "run", "--plan", plan, "--execute", "--share=1")
                .redirectOutput(folder.resolve("run.log").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            await().atMost(PATIENCE)
                    .until(() ->
                            pipeline.ctl("replay", "cancel", "--plan", plan).exit() == 0);
            run("replay-cancel", 0, "--plan", plan, "--execute");
            assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            run.destroyForcibly();
        }
    }

    /// One event of many that are sent until it was seen.
    private void tail() throws Exception {
        Path out = folder.resolve("tail.json");
        Process tail = pipeline.operator("tail", "--count", "1", "--payload", "--output", "json")
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("tail.log").toFile())
                .start();
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                post("web", "{\"n\":1}\n");
                return !tail.isAlive();
            });
        } finally {
            tail.destroyForcibly();
        }
        assertThat(tail.exitValue()).isZero();
        shapes.put("tail", JsonShape.of(JsonMapper.shared().readTree(Files.readString(out))));
    }

    private JsonNode run(String command, int exit, String... arguments) throws Exception {
        return run(command, exit, null, arguments);
    }

    private JsonNode run(String command, int exit, @Nullable Path input, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split("-", 2)));
        if (command.equals("dlq-dry-run")) {
            words = new ArrayList<>(List.of("dlq", "dry-run"));
        }
        words.addAll(List.of(arguments));
        words.addAll(List.of("--output", "json"));
        ProcessBuilder builder = pipeline.operator(words.toArray(String[]::new));
        builder.environment().put("PENSTOCK_KEY", pipeline.key());
        builder.environment().put("PENSTOCK_ACTOR", "test");
        Path errors = folder.resolve("errors.log");
        builder.redirectError(errors.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s%s", words, out, Files.readString(errors))
                .isEqualTo(exit);
        JsonNode document = JsonMapper.shared().readTree(out);
        shapes.put(command, JsonShape.of(document));
        return document;
    }

    /// Every command that does something, by the files of the helps.
    private static List<String> commands() throws IOException {
        try (Stream<Path> files = Files.list(HELP)) {
            TreeSet<String> names = new TreeSet<>(
                    files.map(file -> file.getFileName().toString().replace(".txt", ""))
                            .toList());
            // What others are below does nothing by itself, but for one.
            return names.stream()
                    .filter(name ->
                            name.equals("replay") || names.stream().noneMatch(other -> other.startsWith(name + "-")))
                    .filter(name -> !name.equals("ingestctl") && !WITHOUT.contains(name))
                    .toList();
        }
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> golden = new TreeMap<>();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                golden.put(file.getFileName().toString().replace(".json", ""), Files.readString(file));
            }
        }
        return golden;
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private void post(String stream, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events/" + stream))
                .header("Authorization", "Bearer " + pipeline.key())
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body))
                .build();
        await().atMost(PATIENCE)
                .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 202);
    }
}
