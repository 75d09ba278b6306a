package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the README's commands do for somebody who has just cloned this, on free ports and in a folder with a space.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class LauncherIT {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Map<String, String> environment = new TreeMap<>();
    private final List<Integer> ports = new ArrayList<>();
    private String printed = "";

    private Path folder = Path.of(".");

    @BeforeAll
    void choosePorts(@TempDir Path temporary) {
        folder = temporary;
        for (String name : List.of(
                "PENSTOCK_EDGE_PORT",
                "PENSTOCK_EDGE_MANAGEMENT_PORT",
                "PENSTOCK_WRITER_MANAGEMENT_PORT",
                "PENSTOCK_CLICKHOUSE_PORT",
                "PENSTOCK_KAFKA_PORT",
                "PENSTOCK_KAFKA_CONTROLLER_PORT")) {
            int port = Pipeline.freePort();
            ports.add(port);
            environment.put(name, Integer.toString(port));
        }
        environment.put("PENSTOCK_HOME", folder.resolve("a home").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    @AfterAll
    void stopWhatIsLeft() throws IOException, InterruptedException {
        penstock("down", "--wipe");
    }

    @Test
    @Order(1)
    void upMakesEverythingReadyAndPrintsWhatToPaste() throws IOException, InterruptedException {
        Run up = penstock("up", "--detach");

        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(up.output()).contains("ready").contains("curl -sS").contains("SELECT");
        printed = up.output();
    }

    @Test
    @Order(2)
    void statusIsOneJsonObjectWithTheKeyAndThePids() throws IOException, InterruptedException {
        JsonNode status = status();

        assertThat(status.path("edge").path("url").asString()).endsWith(":" + environment.get("PENSTOCK_EDGE_PORT"));
        assertThat(status.path("clickhouse").path("url").asString()).startsWith("http://127.0.0.1:");
        assertThat(status.path("kafka").path("bootstrap").asString()).startsWith("127.0.0.1:");
        assertThat(status.path("key").asString()).startsWith("pk_dev_");
        for (String component : List.of("kafka", "clickhouse", "edge", "writer")) {
            assertThat(status.path(component).path("state").asString()).isEqualTo("running");
            assertThat(ProcessHandle.of(status.path(component).path("pid").asLong()))
                    .isPresent();
        }
    }

    @Test
    @Order(3)
    void thePrintedCurlIsAcceptedAndThePrintedSqlShowsTheEvent() throws IOException, InterruptedException {
        String send = printedLine("/v1/events");
        String query = printedLine("FROM events");

        Run sent = bash(send + " -w '\\n%{http_code}'");
        assertThat(sent.output()).endsWith("202");
        String id = JsonMapper.shared()
                .readTree(sent.output().substring(0, sent.output().lastIndexOf('\n')))
                .path("event_ids")
                .path(0)
                .asString();
        assertThat(id).hasSize(36);

        await().atMost(Acceptance.choose(Duration.ofSeconds(20), Duration.ofSeconds(3)))
                .untilAsserted(() -> assertThat(bash(query).output()).contains(id));
    }

    @Test
    @Order(4)
    void aTakenPortIsNamedWithTheVariableThatMovesIt() throws IOException, InterruptedException {
        Map<String, String> other = new TreeMap<>(environment);
        other.put("PENSTOCK_HOME", folder.resolve("another home").toString());

        Run up = run(other, List.of(launcher(), "up", "--detach"));

        assertThat(up.exitCode()).isNotZero();
        assertThat(up.output())
                .contains(environment.get("PENSTOCK_EDGE_PORT"))
                .contains("PENSTOCK_EDGE_PORT")
                .contains("PENSTOCK_KAFKA_PORT");
    }

    @Test
    @Order(5)
    void theDemoFindsAsMuchAsItSent() throws IOException, InterruptedException {
        Run demo = penstock("demo", "--events", "2000");

        assertThat(demo.exitCode()).as(demo.output()).isZero();
        assertThat(demo.output()).contains("sent = stored: yes");
    }

    @Test
    @Order(6)
    void theDemoSurvivesAWriterThatIsKilledAndStartedAgain() throws IOException, InterruptedException {
        long writer = status().path("writer").path("pid").asLong();
        Process demo = start(environment, List.of(launcher(), "demo", "--events", "10000"));
        try {
            awaitRowsAbove(rows());
            assertThat(ProcessHandle.of(writer).map(ProcessHandle::destroyForcibly))
                    .contains(true);
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            status().path("writer").path("state").asString().equals("failed"));
            assertThat(penstock("up", "--detach").exitCode()).isZero();
        } finally {
            assertThat(demo.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(demo.exitValue()).isZero();
        assertOneVisibleRowPerEvent();
    }

    @Test
    @Order(7)
    void theDemoSurvivesAnEdgeThatIsRestarted() throws IOException, InterruptedException {
        long edge = status().path("edge").path("pid").asLong();
        Process demo = start(environment, List.of(launcher(), "demo", "--events", "10000"));
        try {
            awaitRowsAbove(rows());
            assertThat(ProcessHandle.of(edge).map(ProcessHandle::destroy)).contains(true);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ProcessHandle.of(edge).isEmpty());
            assertThat(penstock("up", "--detach").exitCode()).isZero();
        } finally {
            assertThat(demo.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(demo.exitValue()).isZero();
        assertOneVisibleRowPerEvent();
    }

    /// A proof that cannot fail is none.
    @Test
    @Order(8)
    void theDemoFailsWhenItsEventsAreNotStored() throws IOException, InterruptedException {
        long writer = status().path("writer").path("pid").asLong();
        Process demo = start(environment, List.of(launcher(), "demo", "--events", "8000", "--visible-within", "3"));
        try {
            awaitRowsAbove(rows());
            assertThat(ProcessHandle.of(writer).map(ProcessHandle::destroyForcibly))
                    .contains(true);
        } finally {
            assertThat(demo.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        assertThat(demo.exitValue()).isEqualTo(1);
    }

    @Test
    @Order(9)
    void downLeavesNoProcessAndNoPort() throws IOException, InterruptedException {
        JsonNode before = status();

        assertThat(penstock("down").exitCode()).isZero();

        for (String component : List.of("kafka", "clickhouse", "edge", "writer")) {
            long pid = before.path(component).path("pid").asLong();
            // Ended already; what is waited for is that init takes it off the list.
            await(component)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ProcessHandle.of(pid).isEmpty());
        }
        assertThat(ports).noneMatch(LauncherIT::isOpen);
        assertThat(status().path("edge").path("state").asString()).isEqualTo("stopped");
    }

    private void awaitRowsAbove(long rows) {
        await().atMost(Duration.ofSeconds(60)).until(() -> rows() > rows + 500);
    }

    private long rows() throws IOException, InterruptedException {
        return Long.parseLong(query("select count() from penstock.events_raw"));
    }

    private void assertOneVisibleRowPerEvent() throws IOException, InterruptedException {
        assertThat(query("select count() - uniqExact(event_id) from penstock.events"))
                .isEqualTo("0");
    }

    private String query(String sql) throws IOException, InterruptedException {
        return run(
                        environment,
                        List.of(
                                "curl",
                                "-sS",
                                "http://127.0.0.1:" + environment.get("PENSTOCK_CLICKHOUSE_PORT"),
                                "-d",
                                sql))
                .output()
                .strip();
    }

    private JsonNode status() throws IOException, InterruptedException {
        Run status = penstock("status", "--json");
        assertThat(status.exitCode()).isZero();
        return JsonMapper.shared().readTree(status.output());
    }

    private String printedLine(String part) {
        return printed.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("curl") && line.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line with " + part + " in:\n" + printed));
    }

    private Run penstock(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher()));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    private Run bash(String line) throws IOException, InterruptedException {
        return run(environment, List.of("bash", "-c", line));
    }

    private static String launcher() {
        return Path.of("..", "penstock").toAbsolutePath().normalize().toString();
    }

    private Run run(Map<String, String> variables, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "run", ".out");
        Process process = launch(variables, command, output);
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " did not end within " + LONGEST);
        }
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private Process start(Map<String, String> variables, List<String> command) throws IOException {
        return launch(variables, command, Files.createTempFile(folder, "start", ".out"));
    }

    /// Its output goes to a file: what a launcher leaves running would keep a pipe open.
    private Process launch(Map<String, String> variables, List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private record Run(int exitCode, String output) {}
}
