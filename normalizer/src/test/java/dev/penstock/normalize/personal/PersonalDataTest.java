package dev.penstock.normalize.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.Json;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.Member;
import dev.penstock.normalize.json.RandomJson;
import dev.penstock.normalize.personal.PersonalData.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalDataTest {

    private static final String SALT = "0123456789abcdef";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"a\":1}|/a|{}",
                "{ \"a\" : 1 , \"b\" : 2 }|/a|{ \"b\" : 2 }",
                "{ \"a\" : 1 , \"b\" : 2 }|/b|{ \"a\" : 1 }",
                "{\"a\":1, \"b\":2 ,\"c\":3}|/b|{\"a\":1 ,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|/a /b|{\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|/b /c|{\"a\":1}",
                "{\"a\":1,\"b\":2,\"c\":3}|/a /c|{\"b\":2}",
                "{\"a\":1,\"b\":2,\"c\":3}|/a /b /c|{}",
                "{\"a\":1,\"b\":2}|/*|{}",
                "{\"u\":{\"a\":1,\"b\":2},\"v\":3}|/u/a|{\"u\":{\"b\":2},\"v\":3}",
                "{\"u\":{\"a\":1}}|/u/x /v /u/a/b|{\"u\":{\"a\":1}}",
                "{\"u\":[{\"a\":1,\"b\":2},{\"a\":3}]}|/u/*/a|{\"u\":[{\"b\":2},{}]}",
                "{\"u\":[1,2,3]}|/u/1|{\"u\":[1,null,3]}",
                "{\"u\":[1,2,3]}|/u/*|{\"u\":[null,null,null]}",
                "{\"u\":{\"x\":{\"a\":1},\"y\":{\"a\":2}}}|/u/*/a|{\"u\":{\"x\":{},\"y\":{}}}",
                "{\"a/b\":1,\"c\":2}|/a~1b|{\"c\":2}",
                "{\"\\u0061\":1,\"c\":2}|/a|{\"c\":2}",
                "[{\"a\":1}]|/*/a|[{}]",
                "17|/a|17",
            })
    void dropsAMemberWithItsComma(String json, String paths, String left) {
        assertThat(removed(json, Treatment.DROP, paths.split(" "))).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"a\":\"x\"}|{\"a\":\"***\"}",
                "{\"a\": 12.5 }|{\"a\": \"***\" }",
                "{\"a\":{\"b\":[1]}}|{\"a\":\"***\"}",
                "{\"a\":null}|{\"a\":null}",
                "{\"a\":true}|{\"a\":\"***\"}",
            })
    void masksWhatIsThere(String json, String left) {
        assertThat(removed(json, Treatment.MASK, "/a")).isEqualTo(left);
    }

    @Test
    void hashesWithTheSalt() {
        // printf 'ada@example.com' | openssl dgst -sha256 -hmac 0123456789abcdef
        String hash = "512383176ce1b4c279ee430548cf07ec0b58efa588517b611c1f0da6d2b9e577";

        String left = removed("{\"a\":\"ada@example.com\"}", Treatment.HASH, "/a");
        assertThat(left).isEqualTo("{\"a\":\"" + hash + "\"}");
        assertThat(removed("{\"a\":\"\\u0061da@example.com\"}", Treatment.HASH, "/a"))
                .isEqualTo(left);
        assertThat(removed("{\"a\":\"Ada@example.com\"}", Treatment.HASH, "/a")).isNotEqualTo(left);
        assertThat(removed("{\"a\":null}", Treatment.HASH, "/a")).isEqualTo("{\"a\":null}");
        PersonalData other =
                new PersonalData(List.of(new Rule(JsonPointer.parse("/a"), Treatment.HASH)), "another salt, also long");
        assertThat(removed("{\"a\":\"ada@example.com\"}", other)).isNotEqualTo(left);
    }

    @Test
    void theFirstRuleDecides() {
        PersonalData rules = new PersonalData(
                List.of(
                        new Rule(JsonPointer.parse("/u/a"), Treatment.MASK),
                        new Rule(JsonPointer.parse("/u/*"), Treatment.DROP),
                        new Rule(JsonPointer.parse("/v"), Treatment.DROP),
                        new Rule(JsonPointer.parse("/v/a"), Treatment.MASK)),
                "");

        assertThat(removed("{\"u\":{\"a\":1,\"b\":2},\"v\":{\"a\":3}}", rules)).isEqualTo("{\"u\":{\"a\":\"***\"}}");
    }

    @Test
    void whatIsNotMetIsTheSameObject() {
        Payload payload = Payload.of("{\"a\":1}");

        assertThat(rules(Treatment.DROP, "/b").remove(payload, Json.read(payload)))
                .isSameAs(payload);
        assertThat(PersonalData.NONE.remove(payload, Json.read(payload))).isSameAs(payload);
    }

    /// Of random events and a random place in each: nothing but that place changes, and what is left is JSON.
    @Test
    void allOtherBytesAreTheSenders() {
        Random random = new Random(2026);
        int changed = 0;
        for (int i = 0; i < 5_000; i++) {
            String json = " " + new RandomJson(random).object(4) + " ";
            byte[] bytes = ("##" + json + "##").getBytes(StandardCharsets.UTF_8);
            Payload payload = Payload.of(bytes, 2, bytes.length - 4);
            JsonValue document = Json.read(payload);
            List<JsonPointer> places = new ArrayList<>();
            collect(document, new JsonPointer(List.of()), places);
            if (places.isEmpty()) {
                continue;
            }
            JsonPointer place = places.get(random.nextInt(places.size()));
            Treatment treatment = List.of(Treatment.values()).get(random.nextInt(3));
            PersonalData rules = new PersonalData(List.of(new Rule(place, treatment)), SALT);

            Payload left = rules.remove(payload, document);

            JsonValue met = place.find(document);
            JsonValue after = place.find(Json.read(left));
            if (met == null || met instanceof JsonValue.JsonNull) {
                continue;
            }
            changed++;
            if (treatment == Treatment.DROP) {
                assertThat(after == null || after instanceof JsonValue.JsonNull).isTrue();
                assertThat(skeleton(Json.read(left), null)).isEqualTo(skeleton(document, place));
            } else {
                String expected = text(payload, payload.offset(), met.start())
                        + text(left, after == null ? 0 : after.start(), after == null ? 0 : after.end())
                        + text(payload, met.end(), payload.offset() + payload.length());
                assertThat(new String(left.toByteArray(), StandardCharsets.UTF_8))
                        .isEqualTo(expected);
            }
        }
        assertThat(changed).isGreaterThan(2_000);
    }

    private static void collect(JsonValue value, JsonPointer place, List<JsonPointer> places) {
        if (value instanceof JsonObject object) {
            for (Member member : object.members()) {
                // A segment that looks like the wildcard means more than this place.
                places.add(place.child(member.name()));
                collect(member.value(), place.child(member.name()), places);
            }
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.elements().size(); i++) {
                places.add(place.child(Integer.toString(i)));
                collect(array.elements().get(i), place.child(Integer.toString(i)), places);
            }
        }
    }

    /// Places and scalar texts, without those at `except`.
    private static List<String> skeleton(JsonValue document, @Nullable JsonPointer except) {
        List<JsonPointer> places = new ArrayList<>();
        collect(document, new JsonPointer(List.of()), places);
        return places.stream()
                .filter(place -> except == null || !except.contains(place) || isElement(place, except, document))
                .map(place -> place + " " + kind(place, except, document))
                .toList();
    }

    // An element of a list stays, as null.
    private static boolean isElement(JsonPointer place, JsonPointer except, JsonValue document) {
        JsonPointer parent =
                new JsonPointer(place.segments().subList(0, place.segments().size() - 1));
        return place.equals(except) && parent.find(document) instanceof JsonArray;
    }

    private static String kind(JsonPointer place, @Nullable JsonPointer except, JsonValue document) {
        JsonValue value = place.find(document);
        return place.equals(except) || value == null ? "null" : value.kind();
    }

    private static String text(Payload payload, int from, int to) {
        return new String(payload.array(), from, to - from, StandardCharsets.UTF_8);
    }

    private static String removed(String json, Treatment treatment, String... paths) {
        return removed(json, rules(treatment, paths));
    }

    private static String removed(String json, PersonalData rules) {
        Payload payload = Payload.of(json);
        return new String(rules.remove(payload, Json.read(payload)).toByteArray(), StandardCharsets.UTF_8);
    }

    private static PersonalData rules(Treatment treatment, String... paths) {
        List<Rule> rules = new ArrayList<>();
        for (String path : paths) {
            rules.add(new Rule(JsonPointer.parse(path), treatment));
        }
        return new PersonalData(rules, SALT);
    }
}
