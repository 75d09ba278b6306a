package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests one after another on one connection: the next is sent the moment its answer has come, when the server may
/// not be done with the one before.
class KeepAliveIT {

    // A server that forgot to read on did so about once in 200.
    private static final int REQUESTS = 3_000;
    private static final int PATIENCE_MILLIS = 20_000;

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
    void everyEventIsAnswered() throws IOException {
        try (RunningEdge edge = RunningEdge.start(kafka, unlimited())) {
            String request = "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key()
                    + "\r\nContent-Length: 2\r\n\r\n{}";

            assertThat(answered(edge.port(), request, "HTTP/1.1 202 Accepted")).isEqualTo(REQUESTS);
        }
    }

    @Test
    void everyProbeOfThePublicPortIsAnswered() throws IOException {
        try (RunningEdge edge = RunningEdge.start(kafka, unlimited())) {
            assertThat(answered(edge.port(), probe("/readyz"), "HTTP/1.1 200 OK"))
                    .isEqualTo(REQUESTS);
        }
    }

    @Test
    void everyProbeOfTheManagementPortIsAnswered() throws IOException {
        try (RunningEdge edge = RunningEdge.start(kafka, unlimited())) {
            assertThat(answered(edge.managementPort(), probe("/actuator/health/readiness"), "HTTP/1.1 200 OK"))
                    .isEqualTo(REQUESTS);
        }
    }

    private static Map<String, String> unlimited() {
        return Map.of("server.netty.max-keep-alive-requests", "100000");
    }

    private static String probe(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    /// How many of [#REQUESTS] were answered with `status`.
    private static int answered(int port, String request, String status) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        int answered = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < REQUESTS; i++) {
                socket.getOutputStream().write(bytes);
                assertThat(answers.readLine()).as("answer %d", i).isEqualTo(status);
                skipRest(answers);
                answered++;
            }
        }
        return answered;
    }

    private static void skipRest(BufferedReader answers) throws IOException {
        int length = 0;
        for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            if (line.regionMatches(true, 0, "content-length: ", 0, 16)) {
                length = Integer.parseInt(line.substring(16));
            }
        }
        for (int read = 0; read < length; read++) {
            answers.read();
        }
    }
}
