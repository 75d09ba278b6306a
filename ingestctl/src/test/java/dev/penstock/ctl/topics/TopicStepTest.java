package dev.penstock.ctl.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.penstock.model.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicStepTest {

    private static final Copies THREE = new Copies(3, 2);

    @Test
    void missingTopicIsCreatedWithAllItsSettings() {
        TopicStep step = TopicStep.decide(Topic.EVENTS, null, THREE);

        assertThat(step)
                .isInstanceOfSatisfying(
                        TopicStep.Create.class,
                        create -> assertThat(create.settings())
                                .containsAllEntriesOf(Topic.EVENTS.settings())
                                .containsEntry("min.insync.replicas", "2"));
    }

    @Test
    void topicAsItShouldBeIsKept() {
        assertThat(TopicStep.decide(Topic.EVENTS, found(3, 3, Map.of()), THREE))
                .isEqualTo(new TopicStep.Keep(Topic.EVENTS, List.of()));
    }

    @Test
    void onlyTheSettingsThatDifferAreAltered() {
        TopicStep step =
                TopicStep.decide(Topic.EVENTS, found(3, 3, Map.of("retention.ms", "1", "segment.bytes", "5")), THREE);

        assertThat(step)
                .isEqualTo(new TopicStep.Alter(
                        Topic.EVENTS,
                        Map.of("retention.ms", "604800000"),
                        List.of("retention.ms: 1 -> 604800000"),
                        List.of()));
    }

    @Test
    void fewerPartitionsOrCopiesAreNamedAndLeft() {
        TopicStep step = TopicStep.decide(Topic.EVENTS, found(1, 1, Map.of()), THREE);

        assertThat(step)
                .isInstanceOfSatisfying(
                        TopicStep.Keep.class,
                        keep -> assertThat(keep.differences())
                                .hasSize(2)
                                .anySatisfy(difference -> assertThat(difference).contains("1 partitions instead of 3"))
                                .anySatisfy(difference -> assertThat(difference).contains("1 copies instead of 3")));
    }

    @Test
    void morePartitionsAreAChoiceExceptForTheControlTopic() {
        assertThat(TopicStep.decide(Topic.EVENTS, found(12, 3, Map.of()), THREE))
                .isEqualTo(new TopicStep.Keep(Topic.EVENTS, List.of()));
        assertThat(TopicStep.decide(Topic.CONTROL, controlFound(2), THREE))
                .isInstanceOfSatisfying(
                        TopicStep.Keep.class,
                        keep -> assertThat(keep.differences()).hasSize(1));
    }

    @Test
    void copiesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Copies(0, 1)).withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Copies(1, 2)).withMessageContaining("2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Copies(3, 0)).withMessageContaining("0");
    }

    private static TopicFound found(int partitions, int replication, Map<String, String> different) {
        Map<String, String> settings = new TreeMap<>(THREE.completing(Topic.EVENTS.settings()));
        settings.putAll(different);
        return new TopicFound(partitions, replication, settings);
    }

    private static TopicFound controlFound(int partitions) {
        return new TopicFound(partitions, 3, THREE.completing(Topic.CONTROL.settings()));
    }
}
