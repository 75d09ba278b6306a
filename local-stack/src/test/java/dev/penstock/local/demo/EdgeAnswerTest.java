package dev.penstock.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeAnswerTest {

    @Test
    void acceptedIsReadWithTheCodesOfWhatWasNot() {
        EdgeAnswer answer = of(202, """
                {"accepted":2,"rejected":[{"index":1,"code":"event_too_large","detail":"{}"},{"index":3,"code":"x"}],
                 "request_id":"r","event_ids":["a","b"]}""");

        assertThat(answer).isEqualTo(new EdgeAnswer.Accepted(2, List.of("event_too_large", "x")));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void whatMayWorkLaterIsTriedAgain(int status) {
        assertThat(of(status, "{}")).isEqualTo(new EdgeAnswer.TryAgain(Integer.toString(status), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 415})
    void whatNeverWillIsNot(int status) {
        assertThat(of(status, "{\"code\":\"unknown_key\"}"))
                .isEqualTo(new EdgeAnswer.Refused(status, "{\"code\":\"unknown_key\"}"));
    }

    @Test
    void anAcceptanceThatCannotBeReadIsUnknown() {
        assertThat(of(202, "<html>")).isInstanceOf(EdgeAnswer.TryAgain.class);
        assertThat(of(202, "{\"rejected\":[{\"accepted\":3}]}")).isInstanceOf(EdgeAnswer.TryAgain.class);
    }

    @Test
    void retryAfterIsReadInSeconds() {
        assertThat(EdgeAnswer.of(503, "7", new byte[0]))
                .isEqualTo(new EdgeAnswer.TryAgain("503", Duration.ofSeconds(7)));
        assertThat(EdgeAnswer.of(503, "Wed, 21 Oct 2026 07:28:00 GMT", new byte[0]))
                .isEqualTo(new EdgeAnswer.TryAgain("503", null));
        assertThat(EdgeAnswer.of(503, "-1", new byte[0])).isEqualTo(new EdgeAnswer.TryAgain("503", null));
    }

    private static EdgeAnswer of(int status, String body) {
        return EdgeAnswer.of(status, null, body.getBytes(UTF_8));
    }
}
