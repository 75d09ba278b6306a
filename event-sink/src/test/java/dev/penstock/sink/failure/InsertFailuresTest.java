package dev.penstock.sink.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import java.net.SocketTimeoutException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsertFailuresTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                3, 159, 160, 173, 198, 201, 202, 203, 209, 210, 216, 225, 236, 241, 242, 243, 252, 254, 265, 279, 285,
                286, 289, 319, 394, 425, 439, 473, 499, 574, 659, 692, 735, 745, 749, 762, 999, 1000, 1002
            })
    void troubleOfTheServerIsRetried(int code) {
        assertThat(of(code, "Code: " + code)).isInstanceOf(Retry.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 131, 16, 20, 8, 10, 53, 122})
    void aTableThatDiffersFromTheHeaderIsLookedAtAgain(int code) {
        assertThat(of(code, "Code: " + code)).isInstanceOf(Schema.class);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                6, 25, 26, 27, 32, 38, 41, 69, 70, 72, 117, 128, 130, 190, 321, 349, 376, 395, 407, 441, 469, 632, 645,
                691, 760
            })
    void aValueClickHouseCannotTakeIsPoison(int code) {
        assertThat(of(code, "Code: " + code)).isInstanceOf(Poison.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {47, 49, 50, 60, 62, 73, 80, 81, 115, 164, 192, 193, 194, 195, 218, 344, 452, 492, 497, 516})
    void whatOnlyAPersonCanRepairHalts(int code) {
        assertThat(of(code, "Code: " + code)).isInstanceOf(Halt.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 424242})
    void aNumberNobodyKnowsIsRetriedNotGivenUp(int code) {
        assertThat(of(code, "")).isInstanceOf(Retry.class);
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
    void aTypeThatDriftedIsTheTablesFaultWhateverTheNumber() {
        assertThat(of(117, "Type of 'n' must be Int64, not Int32: (while reading header)"))
                .isInstanceOf(Schema.class);
    }

    @Test
    void aFailingViewIsRetriedBecauseTheRowsAreStoredAlready() {
        String message = "Table t does not exist: while pushing to view db.v";

        assertThat(of(60, message)).isEqualTo(new Retry("clickhouse_60", message, true));
        assertThat(of(394, "Query was cancelled")).isEqualTo(new Retry("clickhouse_394", "Query was cancelled", true));
        assertThat(of(241, "Memory limit")).isEqualTo(new Retry("clickhouse_241", "Memory limit", false));
    }

    @Test
    void theRowIsFoundByItsNumberWhichCountsFromOne() {
        assertThat(((Poison) of(469, "Constraint `c` is violated at row 3. Column values: payload = 'at row 5'")).row())
                .isEqualTo(OptionalInt.of(2));
        assertThat(((Poison) of(117, "Cannot parse (at row 10)")).row()).isEqualTo(OptionalInt.of(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"violated at row 11", "violated at row 0", "violated", "at row 99999999999999"})
    void aNumberOutsideTheBlockIsNoNumber(String message) {
        assertThat(((Poison) of(469, message)).row()).isEmpty();
    }

    @Test
    void aLostConnectionIsRetriedAndItsTextIsNotTheReason() {
        assertThat(InsertFailures.ofTransport(new SocketTimeoutException("Read timed out")))
                .isEqualTo(new Retry("clickhouse_unreachable", "java.net.SocketTimeoutException: Read timed out"));
    }

    private static InsertResult of(int code, String message) {
        return InsertFailures.ofError(code, message, 10, 77);
    }
}
