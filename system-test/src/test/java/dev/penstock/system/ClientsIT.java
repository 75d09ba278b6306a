package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the senders and readers of this world get from a running pipeline.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {

    private static final Pattern DOCUMENTED_METRIC = Pattern.compile("^\\| `(penstock_\\w+)`", Pattern.MULTILINE);
    private static final Pattern EXPOSED_METRIC = Pattern.compile("^# TYPE (penstock_\\w+) ", Pattern.MULTILINE);

    private static final Duration QUERYABLE = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newHttpClient();
    private Pipeline pipeline;

    @BeforeAll
    void start() {
        pipeline = Pipeline.start();
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void oneEventIsAcceptedWithAnIdAndItsBytesAreQueryable() throws IOException, InterruptedException {
        String event = "{ \"event_name\":\"signup\", \"price\":1.10, \"ключ\":\"\\u00e9\" }";

        HttpResponse<String> answer = post("/v1/events", event);

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        assertThat(body.path("accepted").asInt()).isEqualTo(1);
        String id = body.path("event_ids").path(0).asString();
        awaitCount("select count() from penstock.events where event_id = '" + UUID.fromString(id) + "'", 1);
        assertThat(pipeline.clickHouse()
                        .query("select org_id, event_name, hex(payload) from penstock.events where event_id = '" + id
                                + "'")
                        .strip())
                .isEqualTo("acme\tsignup\t" + hex(event));
    }

    @Test
    void aMixedBatchKeepsItsGoodEvents() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                post("/v1/events/mixed", "{\"n\":1}\n{\"n\":}\n{\"n\":3,\"event_name\":\"last\"}\n");

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        assertThat(body.path("accepted").asInt()).isEqualTo(2);
        assertThat(body.path("rejected").size()).isEqualTo(1);
        assertThat(body.path("rejected").path(0).path("index").asInt()).isEqualTo(1);
        assertThat(body.path("rejected").path(0).path("code").asString()).isEqualTo("malformed_json");
        awaitCount("select count() from penstock.events where stream = 'mixed'", 2);
    }

    @Test
    void zodBirdPublishesUnmodified() throws IOException, InterruptedException {
        JsonNode answer = NpmClient.run(
                        "zod-bird.mjs", pipeline.edgeUrl().toString(), pipeline.key(), "zod_bird__v1", "500")
                .json();

        assertThat(answer.path("batch").path("successful_rows").asInt()).isEqualTo(500);
        assertThat(answer.path("single").path("quarantined_rows").asInt(-1)).isZero();
        awaitCount("select uniqExact(event_id) from penstock.events where stream = 'zod_bird__v1'", 501);
    }

    @Test
    void zodBirdUnderstandsThatItsTokenIsWrong() throws IOException, InterruptedException {
        NpmClient.Answer answer =
                NpmClient.run("zod-bird.mjs", pipeline.edgeUrl().toString(), "pk_live_nope", "zod_bird__v1", "1");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.errors()).contains("Unauthorized");
    }

    @Test
    void theTinybirdSdkPublishesUnmodified() throws IOException, InterruptedException {
        JsonNode answer = NpmClient.run(
                        "tinybird-sdk.mjs", pipeline.edgeUrl().toString(), pipeline.key(), "tinybird_sdk", "500")
                .json();

        assertThat(answer.path("batch").path("successful_rows").asInt()).isEqualTo(500);
        assertThat(answer.path("single").path("successful_rows").asInt()).isEqualTo(1);
        awaitCount("select uniqExact(event_id) from penstock.events where stream = 'tinybird_sdk'", 501);
    }

    /// In a browser that asks first; the first answer never arrives, and the client sends that event again.
    @Test
    void theClickstreamWebSdkSendsFromItsPage() throws IOException, InterruptedException {
        JsonNode answer = clickstream(Pipeline.PAGE);

        // First open, session start, and five of ours.
        assertThat(answer.path("requests").asInt()).isGreaterThanOrEqualTo(8);
        assertThat(answer.path("lost").asInt()).isEqualTo(200);
        assertThat(answer.path("kept").asInt(-1)).isZero();
        awaitAllStored();
        assertThat(pipeline.clickHouse()
                        .query("""
                                select count(), countIf(event_name = 'test_event'), any(org_id),
                                       countIf(event_id != toUUID(JSONExtractString(payload, 'event_id'))),
                                       countIf(toUnixTimestamp64Milli(timestamp) != JSONExtractInt(payload, 'timestamp')),
                                       countIf(position(payload, '%s') > 0)
                                from penstock.events where user_agent like '%%HappyDOM%%'""".formatted(pipeline.pageKey()))
                        .strip())
                .isEqualTo("7\t5\tacme\t0\t0\t0");
    }

    @Test
    void theClickstreamWebSdkCannotUseTheKeyFromAnotherPage() throws IOException, InterruptedException {
        JsonNode answer = clickstream("http://evil.example");

        assertThat(answer.path("statuses")).isEmpty();
        assertThat(answer.path("kept").asInt()).isEqualTo(1);
    }

    private JsonNode clickstream(String page) throws IOException, InterruptedException {
        return NpmClient.run("clickstream-web.mjs", pipeline.edgeUrl().toString(), pipeline.pageKey(), page, "5")
                .json();
    }

    @Test
    void theAutoblocksClientGetsItsTraceIdBack() throws IOException, InterruptedException {
        JsonNode answer = NpmClient.run(
                        "autoblocks.mjs", pipeline.edgeUrl().toString(), pipeline.key(), "trace-autoblocks", "3")
                .json();

        assertThat(answer.path("answers"))
                .hasSize(3)
                .allMatch(one -> one.path("traceId").asString().equals("trace-autoblocks"));
        assertThat(answer.path("without").path("traceId").isNull()).isTrue();
        awaitCount("select count() from penstock.events where event_name = 'ai.request'", 4);
        assertThat(pipeline.clickHouse().query("""
                                select countIf(trace_id = 'trace-autoblocks'), any(org_id), uniqExact(event_id),
                                       countIf(timestamp != parseDateTime64BestEffort(
                                               JSONExtractString(payload, 'timestamp'), 3, 'UTC'))
                                from penstock.events where event_name = 'ai.request'""").strip()).isEqualTo("3\tacme\t4\t0");
    }

    /// Its first answer is lost on the way and becomes a 503, so the whole batch comes twice.
    @Test
    void theSegmentClientSendsABatchAgainAndEachEventIsThereOnce() throws IOException, InterruptedException {
        JsonNode answer = NpmClient.run(
                        "segment-node.mjs", pipeline.edgeUrl().toString(), pipeline.key(), "segment-user", "10")
                .json();

        assertThat(answer.path("requests").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(answer.path("lost").asInt()).isEqualTo(200);
        assertThat(answer.path("statuses")).anyMatch(status -> status.asInt() == 200);
        awaitAllStored();
        assertThat(pipeline.clickHouse().query("""
                                select count(), uniqExact(JSONExtractString(payload, 'messageId')), any(org_id),
                                       any(event_name), countIf(clock_skew_ms is null),
                                       countIf(timestamp != parseDateTime64BestEffort(
                                               JSONExtractString(payload, 'timestamp'), 3, 'UTC'))
                                from penstock.events where JSONExtractString(payload, 'userId') = 'segment-user'""").strip()).isEqualTo("10\t10\tacme\tTested\t0\t0");
    }

    @Test
    void theCloudEventsSdkSendsInEveryModeAndTwice() throws IOException, InterruptedException {
        String source = "/tests/" + UUID.randomUUID();
        JsonNode answer = NpmClient.run("cloudevents.mjs", pipeline.edgeUrl().toString(), pipeline.key(), source)
                .json();

        assertThat(answer.path("statuses")).hasSize(8).allMatch(status -> status.asInt() == 202);
        String ours = "JSONExtractString(payload, 'source') = '" + source + "'";
        awaitAllStored();
        assertThat(pipeline.clickHouse()
                        .query("select count(), uniqExact(event_id), any(event_name), any(org_id),"
                                + " groupArray(trace_id) from (select * from penstock.events where " + ours
                                + " order by trace_id)")
                        .strip())
                .isEqualTo("5\t5\tcom.example.tested\tacme\t['trace-1','trace-2','trace-3','trace-4','trace-5']");
        assertThat(pipeline.clickHouse()
                        .query("select JSONExtractRaw(payload, 'data'), JSONExtractString(payload, 'subject')"
                                + " from penstock.events where trace_id = 'trace-1' and " + ours)
                        .strip())
                .isEqualTo("{\"n\":1,\"text\":\"é \\\\\"quoted\\\\\"\"}\tfür alle");
        assertThat(pipeline.clickHouse()
                        .query("select JSONExtractString(payload, 'data_base64') from penstock.events"
                                + " where trace_id = 'trace-3' and " + ours)
                        .strip())
                .isEqualTo("AP97");
    }

    @Test
    void theClickHouseClientAndTheJdbcDriverReadWhatWasSent() throws Exception {
        StringBuilder batch = new StringBuilder();
        for (int n = 1; n <= 100; n++) {
            batch.append("{\"n\":").append(n).append("}\n");
        }
        assertThat(post("/v1/events/readers", batch.toString()).statusCode()).isEqualTo(202);
        awaitCount("select count() from penstock.events where stream = 'readers'", 100);

        JsonNode row = NpmClient.run(
                        "clickhouse-client.mjs", pipeline.clickHouse().url(), "readers")
                .json();
        assertThat(row.path("events").asInt()).isEqualTo(100);
        assertThat(row.path("ids").asInt()).isEqualTo(100);
        assertThat(row.path("sum").asInt()).isEqualTo(5050);

        String jdbc = "jdbc:clickhouse:" + pipeline.clickHouse().url() + "/penstock";
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(), sum(JSONExtractInt(payload, 'n')) from events where stream = 'readers'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(100);
            assertThat(rows.getLong(2)).isEqualTo(5050);
        }
    }

    @Test
    void anUnknownKeyIs401AndForTinybird403() throws IOException, InterruptedException {
        String unknown = "pk_dev_000000000000_000000000000000000000000000000000000";

        assertThat(post("/v1/events", "{}", unknown).statusCode()).isEqualTo(401);
        HttpResponse<String> tinybird = post("/v0/events?name=x", "{}", unknown);
        assertThat(tinybird.statusCode()).isEqualTo(403);
        assertThat(JsonMapper.shared().readTree(tinybird.body()).path("error").asString())
                .isNotBlank();
    }

    @Test
    void aRevokedKeyIsRefusedWithinFiveSeconds() throws IOException, InterruptedException {
        JsonNode created = JsonMapper.shared()
                .readTree(pipeline.ingestctl("keys", "create", "--org", Pipeline.ORGANIZATION, "--output", "json"));
        String key = created.path("key").asString();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(post("/v1/events/revoked", "{}", key).statusCode())
                                .isEqualTo(202));

        pipeline.ingestctl("keys", "revoke", created.path("id").asString(), "--yes");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(post("/v1/events/revoked", "{}", key).statusCode())
                                .isEqualTo(401));
    }

    @Test
    void aBodyOverTheLimitIs413() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/v1/events", "x".repeat(5 * 1024 * 1024 + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(JsonMapper.shared().readTree(answer.body()).path("code").asString())
                .isEqualTo("body_too_large");
    }

    @Test
    void brokenJsonIs400AndNamesThePlace() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/v1/events", "{\n  \"a\": 1,\n  \"b\" 2\n}");

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("code").asString()).isEqualTo("malformed_json");
        assertThat(problem.path("detail").asString()).contains("line 3").contains("column 7");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void everyMetricIsDocumentedAndEveryDocumentedMetricIsThere() throws IOException, InterruptedException {
        assertThat(post("/v1/events/metrics", "{}").statusCode()).isEqualTo(202);
        awaitCount("select count() from penstock.events where stream = 'metrics'", 1);
        Set<String> documented = new TreeSet<>();
        Matcher rows = DOCUMENTED_METRIC.matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
        while (rows.find()) {
            documented.add(rows.group(1));
        }

        Set<String> exposed = new TreeSet<>();
        for (URI scrape : pipeline.scrapes()) {
            Matcher families = EXPOSED_METRIC.matcher(
                    http.send(HttpRequest.newBuilder(scrape).build(), BodyHandlers.ofString())
                            .body());
            while (families.find()) {
                exposed.add(families.group(1));
            }
        }
        exposed.removeIf(family -> family.endsWith("_max"));

        assertThat(exposed).isEqualTo(documented);
    }

    /// Names, types and help of all there is to scrape, libraries' metrics included.
    @Test
    void prometheusHasNothingToSayAgainstAnyMetric() throws IOException, InterruptedException {
        assertThat(post("/v1/events/linted", "{}").statusCode()).isEqualTo(202);
        awaitCount("select count() from penstock.events where stream = 'linted'", 1);
        for (URI scrape : pipeline.scrapes()) {
            Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream input = promtool.getOutputStream()) {
                input.write(Vitals.read(scrape).getBytes(StandardCharsets.UTF_8));
            }
            String complaints = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(promtool.waitFor()).as(complaints).isZero();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void everyPanelOfTheDashboardsReadsWhatThereIs() throws IOException, InterruptedException {
        assertThat(post("/v1/events/panels", "{}").statusCode()).isEqualTo(202);
        awaitCount("select count() from penstock.events where stream = 'panels'", 1);
        Dashboards dashboards = Dashboards.read();
        Set<String> exposed = new TreeSet<>();
        for (URI scrape : pipeline.scrapes()) {
            Vitals.read(scrape)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> exposed.add(line.split("[{ ]", 2)[0]));
        }

        assertThat(dashboards.samples()).hasSizeGreaterThan(50).isSubsetOf(exposed);
        List<String> queries = dashboards.queries(Pipeline.ORGANIZATION);
        assertThat(queries).hasSizeGreaterThan(4);
        for (String query : queries) {
            assertThatCode(() -> pipeline.clickHouse().query(query)).as(query).doesNotThrowAnyException();
        }
        // The first is of the events themselves.
        assertThat(pipeline.clickHouse().query(queries.getFirst())).contains("panels");
    }

    /// The key was in the requests of every other test.
    @Test
    void noLogShowsTheKey() throws IOException, InterruptedException {
        post("/v1/events", "{}");

        for (var log : pipeline.logs()) {
            assertThat(Files.readString(log)).doesNotContain(pipeline.key());
        }
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return post(path, body, pipeline.key());
    }

    private HttpResponse<String> post(String path, String body, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(pipeline.edgeUrl().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /// Once nothing is on its way any more, what is seen twice was stored twice.
    private void awaitAllStored() {
        await().atMost(QUERYABLE).pollInterval(Duration.ofMillis(100)).until(pipeline::isDrained);
    }

    private void awaitCount(String sql, long expected) {
        await().atMost(QUERYABLE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(pipeline.count(sql)).isEqualTo(expected));
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
