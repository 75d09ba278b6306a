package dev.penstock.ctl.send;

import dev.penstock.ctl.connect.UnusableOptionException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// The edge, as a sender sees it.
final class Edge implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI url;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /// @param key an ingestion key; goes into the request and nowhere else
    Edge(String url, String key) {
        try {
            this.url = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException("--edge-url is http://host:port: '" + url + "'", e);
        }
        if (!"http".equals(this.url.getScheme()) && !"https".equals(this.url.getScheme())) {
            throw new UnusableOptionException("--edge-url is http://host:port: '" + url + "'");
        }
        this.key = key;
    }

    /// Sends one event and waits for the answer.
    ///
    /// @throws IOException when there is none
    Answer send(String stream, String event) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/events/" + stream))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(event))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
