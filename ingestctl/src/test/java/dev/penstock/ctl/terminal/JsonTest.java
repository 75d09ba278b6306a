package dev.penstock.ctl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void objectsKeepTheirOrderAndNullStaysNull() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("b", 1);
        document.put("a", Arrays.asList(true, null, "x"));
        document.put("empty", List.of());

        assertThat(Json.of(document)).isEqualTo("{\"b\":1,\"a\":[true,null,\"x\"],\"empty\":[]}");
    }

    @Test
    void whatWouldEndAStringIsEscaped() {
        assertThat(Json.of("a\"b\\c\nd\re\tf\u0001ü")).isEqualTo("\"a\\\"b\\\\c\\nd\\re\\tf\\u0001ü\"");
    }
}
