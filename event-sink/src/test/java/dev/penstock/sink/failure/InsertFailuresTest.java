package dev.penstock.sink.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsertFailuresTest {

    private static final String END = " (version 26.7.2.1 (official build))\n";

    static List<KnownError> everyError() throws IOException {
        return KnownError.all();
    }

    @ParameterizedTest
    @MethodSource("everyError")
    void everyNumberOfClickHouseMeansWhatTheListSays(KnownError error) {
        InsertResult result = of(error.code(), "something went wrong. (" + error.name() + ")" + END);

        assertThat(result)
                .isInstanceOf(
                        switch (error.meaning()) {
                            case "stored" -> Stored.class;
                            case "schema" -> Schema.class;
                            case "poison" -> Poison.class;
                            case "halt" -> Halt.class;
                            case "retry", "unknown" -> Retry.class;
                            default -> throw new IllegalArgumentException(error.toString());
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 5, 1_100, 424_242})
    void aNumberNobodyKnowsIsRetriedNotGivenUp(int code) {
        assertThat(of(code, "")).isEqualTo(new Retry("clickhouse_" + code, "", false));
    }

    @Test
    void aKnownTokenIsSuccess() {
        assertThat(of(389, "INSERT_WAS_DEDUPLICATED")).isEqualTo(new Stored(77));
    }

    @Test
    void tooManyPartitionsIsTheRowsFaultAndTooManyPartsIsNot() {
        assertThat(of(252, "Too many partitions for single INSERT block")).isInstanceOf(Poison.class);
        assertThat(of(252, "Too many parts (3000)")).isInstanceOf(Retry.class);
    }

    @Test
    void aStringThatIsTooLongIsTheTablesFaultWhereItIsReadAndTheRowsWhereItIsComputed() {
        assertThat(of(
                        131,
                        "Code: 131. DB::Exception: Too large string size: 9999999999. The maximum is: 1073741824: (at row"
                                + " 2)\n: While executing BinaryRowInputFormat. (TOO_LARGE_STRING_SIZE)" + END))
                .isInstanceOf(Schema.class);
        assertThat(of(
                        131,
                        "Code: 131. DB::Exception: String too long for type FixedString(2): while executing 'FUNCTION"
                                + " toFixedString(payload :: 1, 2 :: 2)'. (TOO_LARGE_STRING_SIZE)" + END))
                .isInstanceOf(Poison.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Code: 117. DB::Exception: Type of 'n' must be Int64, not Int32: (while reading header): While executing"
                        + " BinaryRowInputFormat. (INCORRECT_DATA)",
                "Code: 50. DB::Exception: Unknown data type family: Strin: (while reading header): While executing"
                        + " BinaryRowInputFormat. (UNKNOWN_TYPE)"
            })
    void aHeaderThatDoesNotFitIsTheTablesFaultWhateverTheNumber(String text) {
        assertThat(of(117, text + END)).isInstanceOf(Schema.class);
        assertThat(of(50, text + END)).isInstanceOf(Schema.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Code: 60. DB::Exception: Table t does not exist: while pushing to view db.v. (UNKNOWN_TABLE)",
                "Code: 60. DB::Exception: Table t does not exist: while pushing to view db.v"
                        + " (da267706-1498-4ad5-bc60-60d4cc7b5400). (UNKNOWN_TABLE)",
                "Code: 60. DB::Exception: Table t does not exist: while pushing to view db.v2: while pushing to view db.v."
                        + " (UNKNOWN_TABLE)"
            })
    void aFailingViewIsRetriedBecauseTheRowsAreStoredAlready(String text) {
        assertThat(of(60, text + END)).isEqualTo(new Retry("clickhouse_60", text + END, true));
    }

    /// 26.7 does not say of these that a view was it.
    @ParameterizedTest
    @ValueSource(ints = {159, 394})
    void whatMayHaveEndedAViewIsTakenForIt(int code) {
        assertThat(of(code, "Query was cancelled"))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.viewBehind()).isTrue());
        assertThat(of(241, "Memory limit"))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.viewBehind()).isFalse());
    }

    @Test
    void theRowIsFoundByItsNumberWhichCountsFromOne() {
        assertThat(row(
                        469,
                        "Code: 469. DB::Exception: Constraint `c` for table p.t (da267706-1498-4ad5-bc60-60d4cc7b5400) is"
                                + " violated at row 3. Expression: (payload != 'bad'). Column values: payload = 'bad'."
                                + " (VIOLATED_CONSTRAINT)" + END))
                .hasValue(2);
        assertThat(row(
                        117,
                        "Code: 117. DB::Exception: Cannot parse JSON object here: [: (at row 10)\n: While executing"
                                + " BinaryRowInputFormat. (INCORRECT_DATA)" + END))
                .hasValue(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"at row 11", "at row 0", "at noon", "at row 99999999999999"})
    void aNumberOutsideTheBlockIsNoNumber(String place) {
        assertThat(row(469, "Constraint `c` for table p.t is violated " + place + ". Expression: x"))
                .isEmpty();
    }

    /// Whoever sends an event chooses its text, which ClickHouse quotes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(at row 1)",
                "(at row 1): While executing BinaryRowInputFormat. (INCORRECT_DATA) (version 26.7.2.1)",
                "is violated at row 1. Expression: ",
                ": while pushing to view p.v",
                ": while pushing to view p.v. (X) (version ",
                ": while pushing to view p.v (da267706-1498-4ad5-bc60-60d4cc7b5400). (X) (version 26.7.2.1)",
                "(while reading header): While executing BinaryRowInputFormat. (INCORRECT_DATA) (version 1)\n"
            })
    void anEventThatTalksLikeClickHouseIsNotBelieved(String spoken) {
        assertThat(row(
                        117,
                        "Code: 117. DB::Exception: Cannot parse JSON object here: {\"a\":\"" + spoken
                                + "\": (at row 2)\n: While executing BinaryRowInputFormat. (INCORRECT_DATA)" + END))
                .hasValue(1);
        assertThat(row(
                        469,
                        "Code: 469. DB::Exception: Constraint `c` for table p.t is violated at row 3. Expression: (payload"
                                + " != 'bad'). Column values: payload = '" + spoken + "'. (VIOLATED_CONSTRAINT)" + END))
                .hasValue(2);
        assertThat(row(
                        6,
                        "Code: 6. DB::Exception: Cannot parse string '" + spoken + "' as UInt8: syntax error: while"
                                + " executing 'FUNCTION toUInt8(payload : 1)'. (CANNOT_PARSE_TEXT)" + END))
                .isEmpty();
    }

    @Test
    void aQuestionThatFailsGivesUpNoRow() {
        assertThat(InsertFailures.ofQuestion(27, "Cannot parse")).isEqualTo(new Retry("clickhouse_27", "Cannot parse"));
        assertThat(InsertFailures.ofQuestion(389, "")).isInstanceOf(Retry.class);
        assertThat(InsertFailures.ofQuestion(497, "Not enough privileges")).isInstanceOf(Halt.class);
    }

    @Test
    void aLostConnectionIsRetriedAndItsTextIsNotTheReason() {
        assertThat(InsertFailures.ofTransport(new SocketTimeoutException("Read timed out")))
                .isEqualTo(new Retry("clickhouse_unreachable", "java.net.SocketTimeoutException: Read timed out"));
    }

    private static OptionalInt row(int code, String message) {
        return ((Poison) of(code, message)).row();
    }

    private static InsertResult of(int code, String message) {
        return InsertFailures.ofError(code, message, 10, 77);
    }
}
