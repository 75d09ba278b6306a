package dev.penstock.edge.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.unpack.ContentCodings.Announced;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingsTest {

    private final ContentCodings codings = ContentCodings.ofThisMachine();

    @ParameterizedTest
    @CsvSource({
        "gzip, GZIP",
        "x-gzip, GZIP",
        "' GZip ', GZIP",
        "zstd, ZSTD",
        "br, BR",
        "lz4, LZ4",
        "deflate, DEFLATE",
        "'identity, gzip', GZIP",
        "'gzip,', GZIP",
    })
    void oneCodingIsTakenUnderItsName(String header, ContentCoding coding) {
        assertThat(codings.announced(header)).isEqualTo(new Announced.Packed(coding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "identity", "Identity", "identity, identity", ","})
    void nothingIsPlain(@Nullable String header) {
        assertThat(codings.announced(header)).isEqualTo(new Announced.Plain());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip, gzip",
                "gzip, br",
                "gzip,identity,zstd",
                "compress",
                "snappy",
                "gzip;q=1",
                "*",
                "gzip gzip"
            })
    void anotherOrTwoAreNotTaken(String header) {
        assertThat(codings.announced(header)).isEqualTo(new Announced.Unsupported());
    }

    @Test
    void whatTheMachineHasNoLibraryForIsNotTaken() {
        ContentCodings few = new ContentCodings(List.of(ContentCoding.GZIP, ContentCoding.BR));

        assertThat(few.announced("zstd")).isEqualTo(new Announced.Unsupported());
        assertThat(few.detected(Packing.pack(ContentCoding.ZSTD, new byte[9]), 9))
                .isNull();
        assertThat(few.names()).isEqualTo("gzip, br");
        assertThat(few.missing()).containsExactly("zstd", "lz4", "deflate");
        assertThat(codings.names()).isEqualTo("gzip, zstd, br, lz4, deflate");
        assertThat(codings.missing()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD", "LZ4"})
    void aCodingIsKnownByItsFirstBytes(ContentCoding coding) {
        byte[] packed = Packing.pack(coding, "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(codings.detected(packed, packed.length)).isEqualTo(coding);
        assertThat(codings.detected(packed, 1)).isNull();
    }

    @Test
    void noJsonIsTakenForPacked() {
        for (int first = 0; first < 256; first++) {
            boolean begins = " \t\r\n{[\"-0123456789tfn".indexOf((char) first) >= 0;
            byte[] body = {(byte) first, (byte) 0xB5, 0x2F, (byte) 0xFD};
            if (begins) {
                assertThat(codings.detected(body, body.length)).isNull();
            }
        }
    }
}
