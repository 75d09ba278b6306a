package dev.penstock.edge.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Holds the scanner against a second, independent reader on a hundred thousand damaged texts. Where the two may
/// differ is a list: what we refuse and Jackson takes. Nothing may be on the other side of it.
class ScannerAgainstJacksonTest {

    // Overlong forms and surrogates are caught by the JDK's decoder below; these are what is left.
    private static final Set<ScanFault> STRICTER_THAN_JACKSON = Set.of(
            ScanFault.NOT_UTF8,
            ScanFault.LONE_SURROGATE,
            ScanFault.NOT_FINITE,
            ScanFault.NUL_IN_NAME,
            ScanFault.BYTE_ORDER_MARK,
            ScanFault.TOO_DEEP,
            ScanFault.TOO_MANY_TOKENS,
            ScanFault.NAME_TOO_LONG,
            ScanFault.NUMBER_TOO_LONG);

    private static final List<String> SEEDS = List.of(
            "{\"event_id\":\"0190a5b0-0000-7000-8000-000000000000\",\"event_name\":\"page\",\"timestamp\":1732190000123,"
                    + "\"properties\":{\"url\":\"https:\\/\\/example.org\\/\\u00e9?q=1\",\"n\":[1,-2.5,3e10,0,true,null]}}",
            "{\"a\":{\"b\":{\"c\":[[],{},[{}],\"\",\"\\\\\",\"\\\"\"]}},\"é\":\"😀\",\"x\":\"\\ud83d\\ude00\"}",
            "[1,2,3,\"abcdefghijklmnop\",{\"a\":1,\"b\":2,\"aa\":3},1.5e-7,-0.0,1E308,123456789012345678901234567890]",
            "{\"long\":\"" + "abcdefgh".repeat(20) + "\",\"t\":[true,false,null],\"e\":1e5}");

    private static final byte[] FAVOURITES =
            "{}[]:,\"\\u0019eE+-.tfn \n\t\0\u00c3/".getBytes(StandardCharsets.ISO_8859_1);

    private final JsonScanner scanner =
            new JsonScanner(new DecodeLimits(10, DataSize.ofKilobytes(900), 32, 20_000, 256, 100));
    private final JsonFactory jackson = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatWeTakeJacksonTakesAndWhatOnlyWeRefuseIsOnTheList(long seed) {
        Random random = new Random(seed);
        int sound = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] json = damaged(random);
            boolean ours = isSoundForUs(json);
            boolean theirs = isSoundForJackson(json);
            sound += ours ? 1 : 0;
            if (ours) {
                assertThat(theirs)
                        .as("seed %d round %d: %s", seed, round, hex(json))
                        .isTrue();
                assertThat(isUtf8(json))
                        .as("seed %d round %d: %s", seed, round, hex(json))
                        .isTrue();
            } else if (theirs) {
                assertThat(scanner.fault())
                        .as("seed %d round %d: %s", seed, round, hex(json))
                        .isIn(STRICTER_THAN_JACKSON);
            }
        }
        // A fuzzer that breaks everything, or nothing, proves nothing.
        assertThat(sound).isBetween(500, 19_500);
    }

    private byte[] damaged(Random random) {
        byte[] json = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        int wounds = random.nextInt(3);
        for (int i = 0; i < wounds; i++) {
            int at = random.nextInt(json.length);
            byte with =
                    random.nextInt(4) == 0 ? (byte) random.nextInt(256) : FAVOURITES[random.nextInt(FAVOURITES.length)];
            json = switch (random.nextInt(4)) {
                case 0 -> replaced(json, at, 1, with);
                case 1 -> replaced(json, at, 0, with);
                case 2 -> replaced(json, at, Math.min(1 + random.nextInt(4), json.length - at));
                default -> {
                    byte[] copy = json.clone();
                    int from = random.nextInt(json.length);
                    int length = Math.min(random.nextInt(8), json.length - Math.max(at, from));
                    System.arraycopy(json, from, copy, at, length);
                    yield copy;
                }
            };
            if (json.length == 0) {
                return new byte[] {'0'};
            }
        }
        return json;
    }

    private static byte[] replaced(byte[] json, int at, int gone, byte... with) {
        byte[] copy = new byte[json.length - gone + with.length];
        System.arraycopy(json, 0, copy, 0, at);
        System.arraycopy(with, 0, copy, at, with.length);
        System.arraycopy(json, at + gone, copy, at + with.length, json.length - at - gone);
        return copy;
    }

    private boolean isSoundForUs(byte[] json) {
        int end = scanner.scan(json, 0, json.length);
        return end != JsonScanner.FAULT && JsonScanner.skipWhitespace(json, end, json.length) == json.length;
    }

    private boolean isSoundForJackson(byte[] json) {
        try (JsonParser parser = jackson.createParser(ObjectReadContext.empty(), json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            int depth = 0;
            for (JsonToken token = first; token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
                    parser.getString();
                } else if (token.isNumeric()) {
                    parser.getDoubleValue();
                }
                if (depth == 0) {
                    return parser.nextToken() == null;
                }
            }
            return false;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] json) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String hex(byte[] json) {
        return HexFormat.of().formatHex(json);
    }
}
