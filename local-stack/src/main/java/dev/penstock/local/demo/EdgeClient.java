package dev.penstock.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Posts requests to the edge. Safe for any number of threads.
final class EdgeClient implements AutoCloseable {

    private final HttpClient http;
    private final URI events;
    private final String key;

    EdgeClient(URI edge, String key) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        this.events = edge.resolve("/v1/events");
        this.key = key;
    }

    /// One attempt of at most 10 s.
    EdgeAnswer send(DemoRequest request) throws InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(events)
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", request.form().contentType())
                .header("User-Agent", "penstock-demo/1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        if (request.gzip()) {
            post.header("Content-Encoding", "gzip");
        }
        try {
            HttpResponse<byte[]> response = http.send(post.build(), HttpResponse.BodyHandlers.ofByteArray());
            return EdgeAnswer.of(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After").orElse(null),
                    response.body());
        } catch (IOException noAnswer) {
            return new EdgeAnswer.TryAgain(noAnswer.getClass().getSimpleName(), null);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
