package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.refusal.Refusal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI document held against the edge that serves it: what it shows as an example is sent, and what it says
/// of the answer has to be so.
class OpenApiIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> METHODS = List.of("get", "post", "options");

    private static TestingKafka kafka;
    private static RunningEdge edge;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
        edge = RunningEdge.start(kafka, Map.of());
        HttpResponse<String> served = edge.get("/openapi.yaml");
        assertThat(served.headers().firstValue("Content-Type")).contains("application/yaml");
        document = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(served.body()));
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void everyPathIsThereAndAnswersWithADocumentedStatus() {
        List<String> seen = new ArrayList<>();
        operations((path, method) -> {
            HttpResponse<String> answer = edge.send(prepared(path, method, operation(path, method))
                    .method(method.toUpperCase(java.util.Locale.ROOT), BodyPublishers.noBody()));

            assertThat(answer.statusCode()).as(method + " " + path).isNotIn(404, 405, 500);
            check(path, method, answer);
            seen.add(path);
        });
        assertThat(seen).contains("/v1/events", "/v0/events", "/collect", "/", "/v1/batch", "/v1/cloudevents", "/docs");
    }

    @Test
    void everyExampleIsAnsweredAsItSays() {
        List<String> sent = new ArrayList<>();
        operations((path, method) -> {
            JsonNode operation = operation(path, method);
            JsonNode content = resolved(operation.path("requestBody")).path("content");
            content.properties().forEach(type -> {
                JsonNode schema = type.getValue().path("schema");
                type.getValue().path("examples").properties().forEach(example -> {
                    JsonNode value = example.getValue().path("value");
                    String body = value.isString() ? value.asString() : value.toString();
                    String name = path + " " + example.getKey();
                    String answerTo = example.getValue().path("x-answer").asString();
                    if (!value.isString() && answerTo.startsWith("2")) {
                        assertThat(faults(schema, body)).as(name).isEmpty();
                    }
                    HttpResponse<String> answer = sent(prepared(path, method, operation)
                            .header("Content-Type", type.getKey())
                            .POST(BodyPublishers.ofString(body)));

                    assertThat(Integer.toString(answer.statusCode()))
                            .as(name + ": " + answer.body())
                            .isEqualTo(answerTo);
                    check(path, method, answer);
                    sent.add(name);
                });
            });
        });
        assertThat(sent).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void itKnowsEveryCodeAndNoOther() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/Code/enum").forEach(code -> codes.add(code.asString()));

        assertThat(codes)
                .containsExactlyElementsOf(
                        Arrays.stream(Refusal.values()).map(Refusal::code).toList());
    }

    @Test
    void everyStatusOfARefusalIsOneOfTheNativePaths() {
        JsonNode answers = operation("/v1/events", "post").path("responses");

        assertThat(Refusal.values())
                .allSatisfy(refusal -> assertThat(answers.has(Integer.toString(refusal.status())))
                        .as(refusal.code())
                        .isTrue());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        document.findValuesAsString("$ref").forEach(reference -> {
            if (document.at(reference.substring(1)).isMissingNode()) {
                broken.add(reference);
            }
        });

        assertThat(broken).isEmpty();
    }

    @Test
    void thePageNeedsNothingButItself() {
        HttpResponse<String> page = edge.get("/docs");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains("<h1>Penstock ingest edge</h1>", "id=\"post-v1-events\"", "id=\"code-bad-request\"")
                .doesNotContain("<script", "http://", "src=", "@import", "url(");
        operations((path, method) -> assertThat(page.body()).contains("<code>" + path + "</code>"));
    }

    /// The answer, once Kafka has found the time to give one: a busy machine may be slow, and 503 says to send again.
    private static HttpResponse<String> sent(HttpRequest.Builder request) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> edge.send(request), answer -> answer.statusCode() != 503);
    }

    private static void operations(BiConsumer<String, String> visitor) {
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(method -> resolved(path.getValue()).has(method))
                        .forEach(method -> visitor.accept(path.getKey(), method)));
    }

    private static JsonNode operation(String path, String method) {
        return resolved(document.path("paths").path(path)).path(method);
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }

    /// A request to a path with the key in the way the document names first, and the parameters it has examples for.
    private static HttpRequest.Builder prepared(String path, String method, JsonNode operation) {
        String target = path;
        String query = "";
        List<String> headers = new ArrayList<>();
        for (JsonNode reference : operation.path("parameters")) {
            JsonNode parameter = resolved(reference);
            String example = parameter.path("example").asString("");
            if (!example.isEmpty()) {
                switch (parameter.path("in").asString()) {
                    case "path" ->
                        target = target.replace("{" + parameter.path("name").asString() + "}", example);
                    case "query" -> query += "&" + parameter.path("name").asString() + "=" + example;
                    default -> headers.addAll(List.of(parameter.path("name").asString(), example));
                }
            }
        }
        String scheme = scheme(operation);
        if (scheme != null) {
            switch (scheme) {
                case "bearer" -> headers.addAll(List.of("Authorization", "Bearer " + edge.key()));
                case "basic" -> headers.addAll(List.of("Authorization", "Basic " + basic()));
                case "appId" -> query += "&appId=" + edge.key();
                default -> throw new AssertionError(method + " " + path + " wants the key as " + scheme);
            }
        }
        HttpRequest.Builder request = edge.request(query.isEmpty() ? target : target + "?" + query.substring(1));
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    private static @Nullable String scheme(JsonNode operation) {
        JsonNode security = operation.has("security") ? operation.path("security") : document.path("security");
        return security.isEmpty()
                ? null
                : security.get(0).propertyNames().iterator().next();
    }

    private static String basic() {
        return Base64.getEncoder().encodeToString((edge.key() + ":").getBytes(StandardCharsets.US_ASCII));
    }

    /// Holds an answer against what the document says of its status.
    private static void check(String path, String method, HttpResponse<String> answer) {
        JsonNode responses = operation(path, method).path("responses");
        String status = Integer.toString(answer.statusCode());
        JsonNode response = resolved(responses.has(status) ? responses.path(status) : responses.path("default"));
        assertThat(response.isMissingNode())
                .as("%s %s says nothing of %s", method, path, status)
                .isFalse();
        JsonNode content = response.path("content");
        if (content.isEmpty()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        String media = parameters < 0 ? type : type.substring(0, parameters);
        assertThat(content.has(media))
                .as("%s %s answered %s with %s", method, path, status, type)
                .isTrue();
        if (media.endsWith("json")) {
            assertThat(faults(content.path(media).path("schema"), answer.body()))
                    .as("%s %s answered %s: %s", method, path, status, answer.body())
                    .isEmpty();
        }
    }

    /// What is wrong with a text by a schema of the document.
    private static List<Error> faults(JsonNode schema, String text) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", document.path("components"));
        schema.properties().forEach(member -> whole.set(member.getKey(), member.getValue()));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(text, InputFormat.JSON);
    }
}
