package dev.penstock.local.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Runs the health commands of our images as Docker would, against a server that answers as ours do.
class HealthCheckTest {

    @ParameterizedTest
    @CsvSource({
        "ingest-edge,  SERVER_PORT,            /readyz,                    200, true",
        "ingest-edge,  SERVER_PORT,            /readyz,                    503, false",
        "batch-writer, MANAGEMENT_SERVER_PORT, /actuator/health/readiness, 200, true",
        "batch-writer, MANAGEMENT_SERVER_PORT, /actuator/health/readiness, 503, false"
    })
    void healthyIsWhatTheReadinessEndpointSays(
            String module, String portVariable, String path, int status, boolean healthy) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean asked = exchange.getRequestURI().getPath().equals(path);
            exchange.sendResponseHeaders(asked ? status : 404, -1);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertThat(run(module, portVariable, port) == 0).isEqualTo(healthy);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"ingest-edge, SERVER_PORT", "batch-writer, MANAGEMENT_SERVER_PORT"})
    void nothingThatListensIsUnhealthy(String module, String portVariable) throws Exception {
        // Port 1 of loopback: nothing of ours, and nothing a machine that runs tests has there.
        assertThat(run(module, portVariable, 1)).isNotZero();
    }

    private static int run(String module, String portVariable, int port) throws Exception {
        ProcessBuilder command = new ProcessBuilder(healthCommand(module)).inheritIO();
        command.environment().put(portVariable, Integer.toString(port));
        Process process = command.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /// The words of `CMD ["…", …]` under HEALTHCHECK.
    private static List<String> healthCommand(String module) throws IOException {
        String file = Files.readString(Checkout.root().resolve(module).resolve("Dockerfile"));
        int start = file.indexOf("CMD [", file.indexOf("HEALTHCHECK ")) + "CMD ".length();
        List<String> words = new ArrayList<>();
        String array = file.substring(start, file.indexOf('\n', start));
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), array)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    words.add(parser.getString());
                }
            }
        }
        return words;
    }
}
