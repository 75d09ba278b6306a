package dev.penstock.writer.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PollBudgetTest {

    private final PollBudget budget = new PollBudget(10);

    @Test
    void aRecordBeyondTheBudgetWaitsForTheNextPoll() {
        read(6);
        assertThatThrownBy(() -> read(5)).isInstanceOf(PollBudget.Spent.class);

        budget.renew();

        assertThat(read(5)).hasSize(5);
        assertThat(read(5)).hasSize(5);
    }

    @Test
    void theFirstRecordOfAPollFitsWhateverItsSize() {
        assertThat(read(1_000)).hasSize(1_000);
        assertThatThrownBy(() -> read(1)).isInstanceOf(PollBudget.Spent.class);
    }

    @Test
    void theBytesAreThoseOfTheRecordAndCanBeReadAgain() {
        ByteBuffer value = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}, 1, 2);

        assertThat(budget.deserialize("events", new RecordHeaders(), value)).containsExactly(1, 2);
        assertThat(value.remaining()).isEqualTo(2);
    }

    private byte @Nullable [] read(int size) {
        return budget.deserialize("events", new RecordHeaders(), ByteBuffer.allocate(size));
    }
}
