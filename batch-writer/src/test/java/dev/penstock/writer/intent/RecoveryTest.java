package dev.penstock.writer.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import dev.penstock.writer.intent.Start.Break;
import dev.penstock.writer.intent.Start.Discard;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final TopicId TOPIC = new TopicId(1, 2);
    private static final TopicId OTHER = new TopicId(3, 4);
    private static final Instant AT = Instant.ofEpochMilli(1_000);

    // The log of these tests has the offsets from 100 to 999.
    private static final long START = 100;
    private static final long END = 1_000;

    @Test
    void aBatchThatWasBegunIsMadeAgainToItsEnd() {
        Intent intent = intent(599);

        assertThat(decide(500, intent.text())).isEqualTo(new Start(500, Optional.of(intent), none(), none(), 0));
        assertThat(decide(999, intent(999).text()).rebuild()).contains(intent(999));
    }

    @Test
    void withoutAnIntentItGoesOnAtTheCommittedOffset() {
        assertThat(decide(500, "")).isEqualTo(Start.at(500));
        assertThat(decide(END, new CommitNote.Mark(TOPIC).text())).isEqualTo(Start.at(END));
    }

    @Test
    void withoutACommittedOffsetItBeginsWithTheLog() {
        PartitionFacts never = new PartitionFacts(TOPIC, START, END, Optional.empty());

        assertThat(Recovery.decide(never, Optional.empty())).isEqualTo(Start.at(START));
        assertThat(Recovery.decide(never, Optional.of(TOPIC))).isEqualTo(Start.at(START));
        assertThat(Recovery.decide(never, Optional.of(OTHER)).broken()).contains(Break.RECREATED);
    }

    @Test
    void whatRetentionTookIsCountedExactly() {
        assertThat(decide(40, new CommitNote.Mark(TOPIC).text())).isEqualTo(broken(Break.RETENTION, none(), 60));
        assertThat(decide(40, intent(500).text()))
                .isEqualTo(broken(Break.RETENTION, Optional.of(Discard.BEFORE_LOG), 60));
        assertThat(decide(START, "").lost()).isZero();
    }

    @Test
    void aTopicMadeAnewIsReadFromItsStartAlthoughItHasTheOffset() {
        assertThat(decide(500, new CommitNote.Mark(OTHER).text())).isEqualTo(broken(Break.RECREATED, none(), 0));
        assertThat(decide(500, new Intent(599, AT, 0, OTHER).text()))
                .isEqualTo(broken(Break.RECREATED, Optional.of(Discard.OTHER_TOPIC), 0));
    }

    @Test
    void aLogThatEndsBeforeTheCommittedOffsetIsReadFromItsStart() {
        assertThat(decide(1_001, "")).isEqualTo(broken(Break.CUT_OFF, none(), 0));
        assertThat(decide(1_001, intent(1_500).text()))
                .isEqualTo(broken(Break.CUT_OFF, Optional.of(Discard.BEYOND_LOG), 0));
    }

    @Test
    void anIntentThatCannotBeIsDiscardedAndNoRecordIsPassedOver() {
        assertThat(decide(500, intent(END).text())).isEqualTo(discarded(Discard.BEYOND_LOG));
        assertThat(decide(500, intent(499).text())).isEqualTo(discarded(Discard.UNREADABLE));
        assertThat(decide(500, "v2;whatever")).isEqualTo(discarded(Discard.UNREADABLE));
    }

    @Test
    void anIntentIsFollowedUpToTheLargestBatchThereIsAndNotBeyond() {
        Intent largest = intent(200_099);
        Intent larger = intent(200_100);

        assertThat(Recovery.decide(facts(START, 500_000, START, largest.text()), none())
                        .rebuild())
                .contains(largest);
        assertThat(Recovery.decide(facts(START, 500_000, START, larger.text()), none())
                        .discarded())
                .contains(Discard.TOO_LARGE);
    }

    private static Start decide(long committed, String metadata) {
        return Recovery.decide(facts(START, END, committed, metadata), Optional.empty());
    }

    private static PartitionFacts facts(long start, long end, long committed, String metadata) {
        return new PartitionFacts(TOPIC, start, end, Optional.of(new Committed(committed, -1, metadata)));
    }

    private static Start broken(Break why, Optional<Discard> discarded, long lost) {
        return new Start(START, none(), discarded, Optional.of(why), lost);
    }

    private static Start discarded(Discard why) {
        return new Start(500, none(), Optional.of(why), none(), 0);
    }

    private static Intent intent(long end) {
        return new Intent(end, AT, 0, TOPIC);
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }
}
