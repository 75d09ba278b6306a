package dev.penstock.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "1.5", "-1", "65536", "99999999999"})
    void numberThatIsNoneIsOneSentenceWithNameValueAndRange(String value) {
        assertThatThrownBy(() -> new Arguments("--port=" + value).number("port", 8123, 0, 65535))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("--port takes a whole number from 0 to 65535, not '" + value + "'");
    }

    @Test
    void argumentCountsBeforeTheEnvironment() {
        assertThat(memory("1", "--memory-mb=2")).isEqualTo(2);
        assertThat(memory("x", "--memory-mb=2")).isEqualTo(2);
        assertThat(memory("1")).isEqualTo(1);
        assertThat(new Arguments().number("memory-mb", "MEMORY_MB", Map.of(), 3, 1, 9))
                .isEqualTo(3);
    }

    @Test
    void wrongNumberIsRefusedByTheNameItCameFrom() {
        assertThatThrownBy(() -> memory("x"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("MEMORY_MB takes a whole number from 1 to 9, not 'x'");
        assertThatThrownBy(() -> memory("1", "--memory-mb=x"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("--memory-mb takes a whole number from 1 to 9, not 'x'");
    }

    private static int memory(String inEnvironment, String... arguments) {
        return new Arguments(arguments).number("memory-mb", "MEMORY_MB", Map.of("MEMORY_MB", inEnvironment), 3, 1, 9);
    }
}
