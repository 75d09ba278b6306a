package dev.penstock.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFactsTest {

    private static final Map<String, String> GOOD = Map.of(
            "min.insync.replicas", "2",
            "unclean.leader.election.enable", "false",
            "cleanup.policy", "delete",
            "max.message.bytes", "1048576");

    @Test
    void threeReplicasOfWhichTwoAreInSyncKeepThePromise() {
        assertThat(new TopicFacts(3, GOOD).weaknesses(Durability.STRICT)).isEmpty();
    }

    @Test
    void oneReplicaIsEnoughForDevelopmentAndForNothingElse() {
        Map<String, String> settings = with("min.insync.replicas", "1");

        assertThat(new TopicFacts(1, settings).weaknesses(Durability.DEVELOPMENT))
                .isEmpty();
        assertThat(new TopicFacts(1, settings).weaknesses(Durability.STRICT))
                .containsExactly("replication factor is 1, needed 3", "min.insync.replicas is 1, needed 2");
    }

    @ParameterizedTest
    @CsvSource({
        "min.insync.replicas, 1, min.insync.replicas is 1",
        "unclean.leader.election.enable, true, unclean.leader.election.enable is true",
        "cleanup.policy, compact, cleanup.policy is compact",
        "max.message.bytes, 1000, max.message.bytes is 1000",
    })
    void eachWeakSettingIsNamed(String name, String value, String weakness) {
        assertThat(new TopicFacts(3, with(name, value)).weaknesses(Durability.STRICT))
                .singleElement()
                .asString()
                .startsWith(weakness);
    }

    @Test
    void whatKafkaDoesNotTellIsNoProof() {
        assertThat(new TopicFacts(0, Map.of()).weaknesses(Durability.STRICT)).hasSize(5);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.put(name, value);
        return settings;
    }
}
