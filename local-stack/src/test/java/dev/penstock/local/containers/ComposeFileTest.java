package dev.penstock.local.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.penstock.local.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// People with Docker trust docker-compose.yml without us being able to run it for them everywhere.
class ComposeFileTest {

    private static final List<String> SERVERS = List.of("kafka", "clickhouse", "edge", "writer");
    private static final List<String> ONE_SHOTS = List.of("topics", "migrate");

    private final Map<String, Object> file = read();
    private final Map<String, Map<String, Object>> services = services(file);

    @Test
    void allServicesAreThere() {
        assertThat(services).containsOnlyKeys("kafka", "clickhouse", "topics", "migrate", "edge", "writer", "ctl");
    }

    @Test
    void theUpstreamImagesAreThoseOfTheTests() {
        assertThat(service("kafka")).contains(entry("image", Images.KAFKA));
        assertThat(service("clickhouse")).contains(entry("image", Images.CLICKHOUSE));
    }

    @Test
    void everyImageIsPinnedToOneVersion() {
        assertThat(services)
                .allSatisfy((name, service) ->
                        assertThat(text(service, "image")).matches("[a-z-]+/[a-z-]+:\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"));
    }

    @Test
    void everyPortIsBoundToLoopback() {
        assertThat(services)
                .allSatisfy((name, service) ->
                        assertThat(list(service, "ports")).allMatch(port -> port.startsWith("127.0.0.1:${PENSTOCK_")));
    }

    @Test
    void everyServerHasAHealthCheckThatProvesWork() throws IOException {
        assertThat(healthCheck("kafka")).contains("kafka-topics.sh").contains("--list");
        assertThat(healthCheck("clickhouse")).contains("SELECT 1");
        assertThat(Files.readString(Checkout.root().resolve("ingest-edge/Dockerfile")))
                .contains("HEALTHCHECK")
                .contains("GET /readyz");
        assertThat(Files.readString(Checkout.root().resolve("batch-writer/Dockerfile")))
                .contains("HEALTHCHECK")
                .contains("GET /actuator/health/readiness");
    }

    @Test
    void nothingStartsBeforeWhatItNeedsIsDone() {
        assertThat(conditions("topics")).containsExactly(entry("kafka", "service_healthy"));
        assertThat(conditions("migrate")).containsExactly(entry("clickhouse", "service_healthy"));
        assertThat(conditions("edge")).containsExactly(entry("topics", "service_completed_successfully"));
        assertThat(conditions("writer"))
                .containsOnly(
                        entry("topics", "service_completed_successfully"),
                        entry("migrate", "service_completed_successfully"));
        // One that is restarted for ever never completes.
        assertThat(ONE_SHOTS).allSatisfy(name -> assertThat(service(name)).contains(entry("restart", "no")));
        assertThat(SERVERS).allSatisfy(name -> assertThat(service(name)).contains(entry("restart", "unless-stopped")));
    }

    @Test
    void allLimitsTogetherStayUnderFourGigabytes() {
        int megabytes = services.entrySet().stream()
                .filter(service -> !service.getKey().equals("ctl"))
                .mapToInt(service -> megabytes(service.getValue()))
                .sum();

        assertThat(megabytes).isLessThan(4_096);
    }

    @Test
    void oursWriteNothingButTheirDataAndHaveNoPrivilege() {
        for (String name : List.of("topics", "migrate", "edge", "writer", "ctl")) {
            assertThat(service(name)).contains(entry("read_only", true)).contains(entry("cap_drop", List.of("ALL")));
            assertThat(list(service(name), "security_opt")).containsExactly("no-new-privileges:true");
            assertThat(list(service(name), "tmpfs")).allMatch(mount -> mount.startsWith("/tmp:noexec,"));
        }
    }

    @Test
    void theFileKeepsToWhatTheOldComposeTakes() {
        assertThat(file).containsOnlyKeys("services", "volumes", "x-hardened");
        assertThat(services).allSatisfy((name, service) -> {
            assertThat(map(service, "healthcheck")).doesNotContainKey("start_interval");
            map(service, "depends_on")
                    .keySet()
                    .forEach(needed ->
                            assertThat(map(map(service, "depends_on"), needed)).containsOnlyKeys("condition"));
        });
    }

    @Test
    void everyBuildNamesADockerfileThatIsThere() {
        assertThat(services.values().stream()
                        .filter(service -> service.containsKey("build"))
                        .map(service -> String.valueOf(map(service, "build").get("dockerfile"))))
                .hasSize(5)
                .allMatch(dockerfile -> Files.isRegularFile(Checkout.root().resolve(dockerfile)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-edge", "batch-writer", "ingestctl"})
    void anImageIsPinnedRunsWithoutRootAndIsBuiltWithoutANetwork(String module) throws IOException {
        List<String> lines = Files.readAllLines(Checkout.root().resolve(module).resolve("Dockerfile"));

        assertThat(lines)
                .filteredOn(line -> line.startsWith("FROM "))
                .containsExactly("FROM ${JDK} AS runtime", "FROM runtime AS layout", "FROM ${BASE}");
        assertThat(lines)
                .filteredOn(line -> line.matches("ARG (JDK|BASE)=.*"))
                .hasSize(2)
                .allMatch(line -> line.matches("ARG JDK=eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jdk-noble")
                        || line.matches("ARG BASE=debian:\\d+\\.\\d+-slim"));
        assertThat(lines).contains("USER 10001:10001");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("RUN "))
                .noneMatch(line -> line.matches(".*\\b(apt|apt-get|curl|wget|mvn|npm)\\b.*"));
        // It would pull the frontend it names.
        assertThat(lines).noneMatch(line -> line.startsWith("# syntax="));
    }

    private Map<String, Object> service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    private String healthCheck(String service) {
        return String.join(" ", list(map(service(service), "healthcheck"), "test"));
    }

    private Map<String, String> conditions(String service) {
        Map<String, String> conditions = new TreeMap<>();
        Map<String, Object> needed = map(service(service), "depends_on");
        needed.keySet().forEach(name -> conditions.put(name, text(map(needed, name), "condition")));
        return conditions;
    }

    private static int megabytes(Map<String, Object> service) {
        String limit = text(service, "mem_limit");
        assertThat(limit).matches("\\d+m");
        return Integer.parseInt(limit.substring(0, limit.length() - 1));
    }

    private static Map<String, Object> read() {
        try {
            String text = Files.readString(Checkout.root().resolve("docker-compose.yml"));
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @SuppressWarnings("unchecked") // YAML has no types; a wrong one fails the test that reads it.
    private static Map<String, Map<String, Object>> services(Map<String, Object> file) {
        return (Map<String, Map<String, Object>>) file.getOrDefault("services", Map.of());
    }

    @SuppressWarnings("unchecked") // As above.
    private static Map<String, Object> map(Map<String, Object> in, String name) {
        return (Map<String, Object>) in.getOrDefault(name, Map.of());
    }

    @SuppressWarnings("unchecked") // As above.
    private static List<String> list(Map<String, Object> in, String name) {
        return (List<String>) in.getOrDefault(name, List.of());
    }

    private static String text(Map<String, Object> in, String name) {
        return String.valueOf(in.get(name));
    }
}
