package dev.penstock.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.refusal.Refusal;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScreenTest {

    private final HeadScreen screen = new HeadScreen(8);

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/events", "/a%20b?c=%C3%A9", "/a:b;c=d", "http://x/v1/events", "/?a[]=1", "/%ff"})
    void soundTargetsPass(String target) {
        assertThat(screen.refusal(request(target, "x"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "x", "/a|b", "/%z", "/%", "ftp://x/", "/a#b", "/\u00e9\u0001"})
    void othersAreRefused(String target) {
        assertThat(screen.refusal(request(target, "x"))).isEqualTo(Refusal.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "x:1", "a-b.example_c:65535", "127.0.0.1:8080", "[::1]", "[::1]:8080"})
    void soundHostsPass(String host) {
        assertThat(screen.refusal(request("/", host))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "x:", "x:a", "x:123456", "x/y", "a@b", "[::1", "a,b", "x:1:2", "::1"})
    void otherHostsAreRefused(String host) {
        assertThat(screen.refusal(request("/", host))).isEqualTo(Refusal.BAD_REQUEST);
    }

    @Test
    void headersAreCounted() {
        HttpRequest many = request("/", "x");
        for (int i = 0; i < 7; i++) {
            many.headers().add("X-Many", "1");
        }
        assertThat(screen.refusal(many)).isNull();

        many.headers().add("X-Many", "1");
        assertThat(screen.refusal(many)).isEqualTo(Refusal.HEADERS_TOO_LARGE);
    }

    @Test
    void headsOfHttp2AreJudgedToo() {
        Http2Headers sound =
                new DefaultHttp2Headers().method("POST").path("/v1/events").authority("x:443");
        assertThat(screen.refusal(sound)).isNull();
        assertThat(screen.refusal(
                        new DefaultHttp2Headers().method("POST").path("/%zz").authority("x")))
                .isEqualTo(Refusal.BAD_REQUEST);
        assertThat(screen.refusal(
                        new DefaultHttp2Headers().method("POST").path("/").authority("a b")))
                .isEqualTo(Refusal.BAD_REQUEST);
        assertThat(screen.refusal(new DefaultHttp2Headers().method("CONNECT").authority("x:443")))
                .isEqualTo(Refusal.METHOD_NOT_ALLOWED);
    }

    private static HttpRequest request(String target, String host) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.headers().set("Host", host);
        return request;
    }
}
