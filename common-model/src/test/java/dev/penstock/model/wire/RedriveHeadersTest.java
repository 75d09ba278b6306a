package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.deadletter.Redrive;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RedriveHeadersTest {

    private static final SourceCoordinates SOURCE = new SourceCoordinates(new TopicId(1, 2), 3, 4);

    @Test
    void sayWhichAttemptItIsAndWhereItComesFrom() {
        Map<String, byte[]> headers = RedriveHeaders.encode(new Redrive(SOURCE, 2, "r1"));

        assertThat(headers.entrySet().stream()
                        .map(header -> header.getKey() + "=" + new String(header.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.toList()))
                .containsExactly(
                        "penstock-redrive-attempt=2", "penstock-redrive-source=" + SOURCE, "penstock-redrive-run=r1");
        assertThat(RedriveHeaders.attempt(Objects.requireNonNull(headers.get(RedriveHeaders.ATTEMPT))))
                .isEqualTo(2);
    }

    @Test
    void whatIsNoAttemptIsTheFirst() {
        assertThat(RedriveHeaders.attempt("soon".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThat(RedriveHeaders.attempt("-7".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThatThrownBy(() -> new Redrive(SOURCE, 1, "r1")).isInstanceOf(IllegalArgumentException.class);
    }
}
