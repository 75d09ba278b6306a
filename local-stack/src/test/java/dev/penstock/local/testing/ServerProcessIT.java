package dev.penstock.local.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerProcessIT {

    private static final String CLICKHOUSE = "dev.penstock.local.clickhouse.LocalClickHouse";
    private static final String KAFKA = "dev.penstock.local.kafka.LocalKafka";

    @TempDir
    Path directory;

    @Test
    void serversEndWhenTheTestIsKilled() throws Exception {
        Process test = new ProcessBuilder(
                        java(),
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartedAndForgotten.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> servers;
        try (var output = test.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("started");
            servers = test.children().toList();
            assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);
        } finally {
            test.destroyForcibly().waitFor();
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
    }

    /// What a test class does that never reaches its end.
    static final class StartedAndForgotten {

        public static void main(String... args) throws InterruptedException {
            TestingClickHouse.start();
            TestingKafka.start();
            System.out.println("started");
            Thread.sleep(Duration.ofMinutes(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLICKHOUSE, KAFKA})
    void takenPortIsOneSentence(String mainClass) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome outcome = run(mainClass, "--data=" + directory, "--port=" + taken.getLocalPort());

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.output())
                    .isEqualTo("port " + taken.getLocalPort()
                            + " on 127.0.0.1 is taken: stop what uses it or choose another with --port\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLICKHOUSE, KAFKA})
    void misspeltArgumentIsOneSentence(String mainClass) throws Exception {
        Outcome outcome = run(mainClass, "--data=" + directory, "--prot=1");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.output()).isEqualTo("unknown argument --prot; --help lists them\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLICKHOUSE, KAFKA})
    void helpNamesTheArguments(String mainClass) throws Exception {
        Outcome outcome = run(mainClass, "--help");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.output()).contains("--data=").contains("--port=");
    }

    @Test
    void missingEngineNamesTheCommand() throws Exception {
        Outcome outcome =
                run(CLICKHOUSE, List.of("-Dpenstock.engine=/nowhere/libchdb.so"), "--data=" + directory, "--port=0");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.output())
                .isEqualTo("the ClickHouse engine named by penstock.engine is not there: /nowhere/libchdb.so\n");
    }

    @Test
    void serverThatCannotStartFailsWithTheEndOfItsLog() {
        ServerProcess process = new ServerProcess(KAFKA, List.of(), List.of("--set.log.segment.bytes=nonsense"));

        assertThatThrownBy(process::start)
                .hasMessageContaining("did not become ready")
                .hasMessageContaining("log.segment.bytes");
        process.close();
    }

    @Test
    @Timeout(120)
    void oneStatementTooManyIsRefusedAndTheOthersFinishBeforeTheEnd() throws Exception {
        ServerProcess process = new ServerProcess(
                CLICKHOUSE,
                List.of("--enable-native-access=ALL-UNNAMED"),
                List.of("--concurrency=2", "--memory-mb=512"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            process.start();
            // Which of the three is the one too many is for the sockets to say.
            List<CompletableFuture<HttpResponse<String>>> slow = threeSlow(http, process);
            while (!isRefused(firstOf(slow))) {
                // A busy machine: two have ended before the one too many came.
                slow.forEach(CompletableFuture::join);
                slow = threeSlow(http, process);
            }
            process.stop();

            assertThat(slow)
                    .map(CompletableFuture::join)
                    .filteredOn(ServerProcessIT::isRefused)
                    .hasSize(1);
            assertThat(slow)
                    .map(answer -> answer.join().statusCode())
                    .filteredOn(status -> status == 200)
                    .hasSize(2);
        } finally {
            process.close();
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> threeSlow(HttpClient http, ServerProcess process) {
        return Stream.generate(() -> query(http, process, "SELECT sleep(3)"))
                .limit(3)
                .toList();
    }

    private static HttpResponse<String> firstOf(List<CompletableFuture<HttpResponse<String>>> answers) {
        CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();
        return answers.stream()
                .filter(CompletableFuture::isDone)
                .findFirst()
                .orElseThrow()
                .join();
    }

    private static boolean isRefused(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-ClickHouse-Exception-Code").equals(Optional.of("202"));
    }

    @Test
    void statementThatNeedsMoreMemoryThanThereIsFailsAlone() {
        ServerProcess process = new ServerProcess(
                CLICKHOUSE, List.of("--enable-native-access=ALL-UNNAMED"), List.of("--memory-mb=512"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            process.start();
            for (int i = 0; i < 3; i++) {
                var greedy = List.of(
                        query(http, process, "SELECT groupArray(number) FROM numbers(1000000000) FORMAT Null"),
                        query(
                                http,
                                process,
                                "SELECT arrayJoin(groupArray(repeat('x', 1000000))) FROM numbers(100000) FORMAT JSON"));
                assertThat(greedy)
                        .allSatisfy(answer -> assertThat(answer.join().body()).startsWith("Code: 241."));
            }

            assertThat(query(http, process, "SELECT 1").join().body()).isEqualTo("1\n");
        } finally {
            process.close();
        }
    }

    @Test
    void failureOfTheServerItselfIsLoggedOnceWithItsCause() {
        ServerProcess process = new ServerProcess(
                CLICKHOUSE, List.of("--enable-native-access=ALL-UNNAMED"), List.of("--memory-mb=512"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            process.start();
            HttpRequest notPacked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + "/"))
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                    .build();

            assertThat(http.sendAsync(notPacked, HttpResponse.BodyHandlers.ofString())
                            .join()
                            .statusCode())
                    .isEqualTo(500);
            assertThat(process.tail()).containsOnlyOnce("A request could not be answered: java.util.zip.ZipException");
        } finally {
            process.close();
        }
    }

    private static CompletableFuture<HttpResponse<String>> query(HttpClient http, ServerProcess process, String sql) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + "/"))
                        .timeout(Duration.ofSeconds(60))
                        .POST(HttpRequest.BodyPublishers.ofString(sql))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private record Outcome(int exit, String output) {}

    private Outcome run(String mainClass, String... arguments) throws IOException, InterruptedException {
        return run(mainClass, List.of(), arguments);
    }

    private Outcome run(String mainClass, List<String> jvmArguments, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", StackClassPath.find(), mainClass));
        command.addAll(List.of(arguments));
        File output = directory.resolveSibling(directory.getFileName() + ".txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), Files.readString(output.toPath()));
        } finally {
            process.destroyForcibly();
            Files.delete(output.toPath());
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
