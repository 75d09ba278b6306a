package dev.penstock.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Bash, into which somebody pastes what a page says. Programs that this machine has not, or not what they
/// speak with, are [Program]s of the test; all others are real.
final class PastedCommands implements AutoCloseable {

    private static final long SECONDS = 480;

    private final Path folder;
    private final Path programs;
    private final HttpServer server;

    /// Something that is not there and answers all the same.
    interface Program {

        /// Does what it would do.
        ///
        /// @param words its arguments
        /// @param input what it is given on standard input; nothing for one that reads none
        Pipeline.CtlRun run(List<String> words, String input) throws Exception;
    }

    /// @param folder where the commands are pasted
    PastedCommands(Path folder) throws IOException {
        this.folder = folder;
        this.programs = Files.createTempDirectory("penstock-programs");
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /// Adds a program.
    ///
    /// @param reads whether it reads its standard input, which is another program's otherwise
    void add(String name, boolean reads, Program program) throws IOException {
        server.createContext("/" + name, exchange -> answer(exchange, program));
        Path shim = Files.writeString(programs.resolve(name), """
                #!/usr/bin/env bash
                # Asks the test, which answers the exit code in the first line.
                words=$(printf '%%s\\0' "$@" | base64 -w 0)
                { read -r code && cat; } < <(%s | curl --silent --show-error --data-binary @- \\
                  -H "Words: $words" -H "Expect:" 'http://127.0.0.1:%d/%s')
                exit "${code:-70}"
                """.formatted(
                        reads ? "cat" : "printf ''", server.getAddress().getPort(), name));
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// Runs the text to its end, or to the first command that fails.
    Pipeline.CtlRun paste(String text) throws IOException {
        Path out = Files.createTempFile(programs, "pasted", ".out");
        Path err = Files.createTempFile(programs, "pasted", ".err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "set -euo pipefail -x\n" + text)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("does not end:\n" + Files.readString(out) + Files.readString(err));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new Pipeline.CtlRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void answer(HttpExchange exchange, Program program) throws IOException {
        try (exchange) {
            String input = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String words = new String(
                    Base64.getDecoder().decode(exchange.getRequestHeaders().getFirst("Words")), StandardCharsets.UTF_8);
            Pipeline.CtlRun run;
            try {
                // Each ends with the byte.
                List<String> split = List.of(words.split("\0", -1));
                run = program.run(split.subList(0, split.size() - 1), input);
            } catch (Exception e) {
                run = new Pipeline.CtlRun(70, "", e.toString());
            }
            String text = run.exit() + "\n" + run.output() + (run.exit() == 0 ? "" : run.errors());
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
