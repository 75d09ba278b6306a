package dev.penstock.sink.insert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BothEndsTest {

    private static final int EACH = 8 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, EACH - 1, EACH, EACH + 1, 2 * EACH - 1, 2 * EACH})
    void aShortBodyIsKeptAsItIs(int length) {
        String text = text(length);

        assertThat(read(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {2 * EACH + 1, 3 * EACH - 1, 3 * EACH, 1_000_000})
    void ofALongBodyBothEndsAreKept(int length) {
        String text = text(length);

        assertThat(read(text)).isEqualTo(text.substring(0, EACH) + " … " + text.substring(length - EACH));
    }

    @Test
    void anAnswerThatBreaksOffIsNone() {
        BothEnds body = new BothEnds();
        body.onNext(List.of(ByteBuffer.wrap(new byte[] {1, 2})));
        body.onError(new IllegalStateException("gone"));

        assertThat(body.getBody().toCompletableFuture()).isCompletedExceptionally();
    }

    private static String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + i % 23));
        }
        return text.toString();
    }

    private static String read(String text) {
        BothEnds body = new BothEnds();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += 1_000) {
            body.onNext(List.of(ByteBuffer.wrap(bytes, from, Math.min(1_000, bytes.length - from))));
        }
        body.onComplete();
        return body.getBody().toCompletableFuture().join();
    }
}
