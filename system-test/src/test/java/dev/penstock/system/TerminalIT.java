package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `ingestctl top` and `tail` as somebody at a terminal has them: in one that `script` makes, with keys typed into it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final byte CONTROL_C = 3;

    // The writer's inserts and batches of the last second, too.
    private static final Pattern BUSY = Pattern.compile("(?m)^acme +[1-9](?s:.*)writer +[0-9.]+ ms +[0-9.]+ ");

    private final HttpClient http = HttpClient.newHttpClient();
    private Pipeline pipeline;

    @TempDir
    private Path folder;

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
    void topShowsFrameAfterFrameUntilQIsTyped() throws Exception {
        String urls = String.join(
                ",", pipeline.scrapes().stream().map(Object::toString).toList());
        try (Session session = new Session("top.log", "top", "--every", "1s", "--metrics-url", urls)) {
            // Edges tell what they counted every ten seconds.
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
                post(5);
                return BUSY.matcher(session.last()).find();
            });
            String frame = session.last();
            Acceptance.record("top", Map.of("frame", frame.lines().toList()));
            assertThat(frame)
                    .contains("events/s", "lag ", "batches ", "pressure   fine", "ORGANIZATION", "PARTITION", "PROCESS")
                    .containsPattern("edge +[0-9.-]+");
            assertThat(frame.lines()).as("cut to the terminal").allMatch(line -> line.length() <= 120);

            session.type('q');

            assertThat(session.end())
                    .contains("ended with 0")
                    .containsPattern("(?<!-)icanon")
                    .containsPattern("(?<!-)echo\\b");
        }
    }

    @Test
    void topGivesTheTerminalBackWhenItIsInterrupted() throws Exception {
        try (Session session = new Session("interrupted.log", "top", "--every", "1s")) {
            await().atMost(PATIENCE).until(() -> session.last().contains("PARTITION"));

            session.type(CONTROL_C);

            assertThat(session.end())
                    .contains("ended with 5")
                    .containsPattern("(?<!-)icanon")
                    .containsPattern("(?<!-)echo\\b");
        }
    }

    @Test
    void tailShowsALineAnEventUntilItIsInterrupted() throws Exception {
        try (Session session = new Session("tail.log", "tail", "--org", "acme", "--payload")) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                post(1);
                return session.text().contains("stored");
            });
            assertThat(session.text()
                            .lines()
                            .filter(line -> line.contains("stored"))
                            .findFirst()
                            .orElseThrow())
                    .contains("acme  web  ", "{\"n\":0}", " ms")
                    .doesNotContain("\u001b");

            session.type(CONTROL_C);

            assertThat(session.end()).contains("ended with 5");
        }
    }

    private void post(int events) throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < events; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
        }
        HttpRequest request = HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events/web"))
                .header("Authorization", "Bearer " + pipeline.key())
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.toString()))
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
    }

    /// A terminal of 30 lines of 120 columns with a shell in it that runs one command, and then says how it ended.
    private final class Session implements AutoCloseable {

        private final Path log;
        private final Process process;
        private final OutputStream keyboard;

        Session(String name, String... arguments) throws IOException {
            log = folder.resolve(name);
            ProcessBuilder operator = pipeline.operator(arguments);
            // The interrupt goes to the shell, too.
            Path shell = Files.writeString(
                    folder.resolve(name + ".sh"),
                    "stty rows 30 columns 120\ntrap : INT\nexport TERM=xterm\n" + String.join(" ", operator.command())
                            + "\necho ended with $?\nstty -a\n");
            // A build that runs in the background ignores interrupts, and so would all that it starts.
            ProcessBuilder script = new ProcessBuilder(List.of(
                    "env",
                    "--default-signal=INT",
                    "script",
                    "--quiet",
                    "--flush",
                    "--command",
                    "sh " + shell,
                    log.toString()));
            script.environment().putAll(operator.environment());
            process = script.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            keyboard = process.getOutputStream();
        }

        void type(int key) throws IOException {
            keyboard.write(key);
            keyboard.flush();
        }

        String text() throws IOException {
            return Files.exists(log)
                    ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).replace("\r", "")
                    : "";
        }

        /// The last frame that is whole.
        String last() throws IOException {
            String text = text();
            int end = text.lastIndexOf(CLEAR);
            int begin = end < 0 ? -1 : text.lastIndexOf(CLEAR, end - 1);
            return begin < 0 ? "" : text.substring(begin + CLEAR.length(), end);
        }

        /// What was written after the last frame.
        String end() throws Exception {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return text();
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            keyboard.close();
        }
    }
}
