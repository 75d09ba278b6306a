package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {

    private static final SourceCoordinates SOURCE = new SourceCoordinates(new TopicId(1, 2), 3, 4);

    @Test
    void aLetterReadsBackAsItWasWritten() throws MalformedRecordException {
        DeadLetter letter = letter("unknown protocol 'x'");

        assertThat(DeadLetterHeaders.decode(DeadLetterHeaders.encode(letter))).isEqualTo(letter);
    }

    @Test
    void theKeyIsTheCoordinatesInText() {
        assertThat(new String(DeadLetterHeaders.key(SOURCE), StandardCharsets.UTF_8))
                .isEqualTo("AAAAAAAAAAEAAAAAAAAAAg/3/4");
    }

    @Test
    void aLongDetailIsCutBetweenTwoCharacters() throws MalformedRecordException {
        DeadLetter letter = letter("x" + "ü".repeat(1000));

        assertThat(DeadLetterHeaders.decode(DeadLetterHeaders.encode(letter)).detail())
                .isEqualTo("x" + "ü".repeat(511));
    }

    @Test
    void headersWithoutCoordinatesAreRefused() {
        assertThatThrownBy(() -> DeadLetterHeaders.decode(Map.of())).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void allMisfitsAndTheFirstTimeReadBackAsTheyWereWritten() throws MalformedRecordException {
        DeadLetter letter = letter(
                List.of(
                        new DeadLetterMisfit("wrong_type", "price", "a number", "\"a\\b\"\n\u0001 \ud83d\ude00"),
                        new DeadLetterMisfit("missing_value", "/size/width", "", "")),
                Instant.ofEpochMilli(1_780_000_000_123L));

        assertThat(DeadLetterHeaders.decode(DeadLetterHeaders.encode(letter))).isEqualTo(letter);
    }

    @Test
    void theListIsJsonThatAnyToolShows() {
        DeadLetter letter = letter(
                List.of(
                        new DeadLetterMisfit("wrong_type", "price", "a number", "\"x\""),
                        new DeadLetterMisfit("missing_value", "size", "a value", "")),
                null);

        assertThat(new String(
                        Objects.requireNonNull(DeadLetterHeaders.encode(letter).get("penstock-misfits")),
                        StandardCharsets.UTF_8))
                .isEqualTo("[{\"cause\":\"wrong_type\",\"column\":\"price\",\"expected\":\"a number\","
                        + "\"actual\":\"\\\"x\\\"\"},{\"cause\":\"missing_value\",\"column\":\"size\","
                        + "\"expected\":\"a value\",\"actual\":\"\"}]");
    }

    @Test
    void aLongListIsCutBetweenTwoMisfits() throws MalformedRecordException {
        DeadLetterMisfit small = new DeadLetterMisfit("wrong_type", "c", "a number", "x");
        DeadLetterMisfit large = new DeadLetterMisfit("wrong_type", "c", "e".repeat(256), "ü".repeat(400));

        DeadLetter many = decoded(letter(Collections.nCopies(20, small), null));
        byte[] header = Objects.requireNonNull(DeadLetterHeaders.encode(letter(Collections.nCopies(16, large), null))
                .get("penstock-misfits"));
        DeadLetter heavy = decoded(letter(Collections.nCopies(16, large), null));

        assertThat(many.misfits()).hasSize(16).containsOnly(small);
        assertThat(header.length).isBetween(3_000, DeadLetterHeaders.MAX_MISFITS_BYTES);
        assertThat(heavy.misfits())
                .hasSize(4)
                .containsOnly(new DeadLetterMisfit("wrong_type", "c", "e".repeat(256), "ü".repeat(256)));
    }

    @Test
    void oneMisfitNeedsNoListAndAnUnreadableListIsNone() throws MalformedRecordException {
        DeadLetterMisfit misfit = new DeadLetterMisfit("wrong_type", "c", "a number", "x");
        assertThat(DeadLetterHeaders.encode(letter(List.of(misfit), null))).doesNotContainKey("penstock-misfits");

        for (String list : List.of("[{", "{}", "[{\"cause\":1}]", "[{\"cause\":\"\\u00g0\"}]", "[]x", "[\"a\"]")) {
            Map<String, byte[]> headers = DeadLetterHeaders.encode(letter("noon"));
            headers.put("penstock-misfits", list.getBytes(StandardCharsets.UTF_8));
            assertThat(DeadLetterHeaders.decode(headers).misfits()).as(list).isEmpty();
        }
    }

    @Test
    void aListOfANewerWriterIsReadAsFarAsItIsKnown() throws MalformedRecordException {
        Map<String, byte[]> headers = DeadLetterHeaders.encode(letter("noon"));
        headers.put(
                "penstock-misfits",
                " [ { \"column\" : \"c\\u00fc\", \"new\":\"x\" , \"cause\":\"y\" } ,{} ]\n"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(DeadLetterHeaders.decode(headers).misfits())
                .containsExactly(new DeadLetterMisfit("y", "cü", "", ""), new DeadLetterMisfit("", "", "", ""));
    }

    private static DeadLetter decoded(DeadLetter letter) throws MalformedRecordException {
        return DeadLetterHeaders.decode(DeadLetterHeaders.encode(letter));
    }

    private static DeadLetter letter(List<DeadLetterMisfit> misfits, @Nullable Instant firstSeen) {
        return new DeadLetter(
                "wrong_type", "noon", "price", "a number", "x", "orders", 3, SOURCE, 1, "0.1.0", misfits, firstSeen);
    }

    private static DeadLetter letter(String detail) {
        return new DeadLetter(
                "malformed_record", detail, "timestamp", "a time", "noon", "default", 0, SOURCE, 1, "0.1.0");
    }
}
