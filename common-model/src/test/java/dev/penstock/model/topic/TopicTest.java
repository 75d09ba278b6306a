package dev.penstock.model.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

    @Test
    void namesStandUnderThePrefix() {
        assertThat(Topic.DEAD_LETTERS.name("penstock.")).isEqualTo("penstock.dead-letters");
    }

    @Test
    void eventsAreKeptForAWeekAndNeverCompacted() {
        assertThat(Topic.EVENTS.settings())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "604800000");
    }

    /// Two records of one revision, on two partitions, could be applied in either order.
    @Test
    void controlHasOnePartitionAndKeepsTheLastRecordOfEachKey() {
        assertThat(Topic.CONTROL.partitions()).isEqualTo(1);
        assertThat(Topic.CONTROL.settings())
                .containsEntry("cleanup.policy", "compact")
                .doesNotContainKey("retention.ms");
    }

    /// A compacted topic keeps everything of the segment that is being written.
    @Test
    void whatIsToldEverySecondIsCompactedWithinMinutes() {
        assertThat(Topic.USAGE.settings())
                .containsEntry("segment.ms", "600000")
                .containsEntry("min.cleanable.dirty.ratio", "0.1");
        assertThat(Topic.CONTROL.settings()).doesNotContainKey("segment.ms");
    }

    @Test
    void theLargestEventFitsWithItsCauseIntoADeadLetter() {
        assertThat(Topic.DEAD_LETTERS.maxRecord()).isEqualTo(Topic.EVENTS.maxRecord() + 65_536);
    }

    @ParameterizedTest
    @EnumSource
    void noTopicElectsALeaderThatMayHaveLostRecords(Topic topic) {
        assertThat(topic.settings()).containsEntry("unclean.leader.election.enable", "false");
    }
}
