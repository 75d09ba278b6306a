package dev.penstock.sink.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableEnginesTest {

    private static final TableEngines CLUSTER = TableEngines.on(ClickHouseCluster.named("main"));

    @Test
    void oneServerHasPlainTablesThatAreReadThemselves() {
        TableEngines engines = TableEngines.ONE_SERVER;

        assertThat(engines.onCluster()).isEmpty();
        assertThat(engines.replacing("ingested_at")).isEqualTo("ReplacingMergeTree(ingested_at)");
        assertThat(engines.replacingEverywhere("v")).isEqualTo("ReplacingMergeTree(v)");
        assertThat(engines.deduplication()).isEqualTo("non_replicated_deduplication_window = 100000");
        assertThat(engines.readable("clicks_raw")).isEqualTo("clicks_raw");
        assertThat(engines.distributed("penstock", "clicks_raw")).isEmpty();
    }

    @Test
    void aClusterHasCopiesInEachShardAndReadsOverAllShards() {
        assertThat(CLUSTER.onCluster()).isEqualTo(" ON CLUSTER 'main'");
        assertThat(CLUSTER.replacing("ingested_at"))
                .isEqualTo("ReplicatedReplacingMergeTree("
                        + "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}', ingested_at)");
        assertThat(CLUSTER.deduplication())
                .isEqualTo("replicated_deduplication_window = 100000,"
                        + " replicated_deduplication_window_seconds = 604800");
        assertThat(CLUSTER.readable("clicks_raw")).isEqualTo("clicks_raw_all");
        assertThat(CLUSTER.distributed("penstock", "clicks_raw"))
                .contains("CREATE TABLE IF NOT EXISTS penstock.clicks_raw_all ON CLUSTER 'main' AS penstock.clicks_raw"
                        + " ENGINE = Distributed('main', 'penstock', 'clicks_raw')");
    }

    /// Replicas may have the same names in each shard.
    @Test
    void aTableOfAllServersHasOnePathAndAnotherReplicaNameForEachServer() {
        assertThat(CLUSTER.replacingEverywhere("v"))
                .isEqualTo("ReplicatedReplacingMergeTree("
                        + "'/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}', v)");
        assertThat(CLUSTER.everywhereWithoutVersion())
                .isEqualTo("ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}')");
    }

    @Test
    void theStepsAndTheCodeWriteTheSameEngines() {
        Map<String, String> placeholders = CLUSTER.placeholders("penstock");

        assertThat(StepText.replaced("${replicated}ReplacingMergeTree(${shard}ingested_at)", placeholders))
                .isEqualTo(CLUSTER.replacing("ingested_at"));
        assertThat(StepText.replaced("${replicated}ReplacingMergeTree(${everywhere}v)", placeholders))
                .isEqualTo(CLUSTER.replacingEverywhere("v"));
        assertThat(StepText.replaced("${replicated}AggregatingMergeTree(${shard_alone})", placeholders))
                .isEqualTo("ReplicatedAggregatingMergeTree("
                        + "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}')");
        assertThat(StepText.replaced("${database}.t${on_cluster} ${database}.t${all}", placeholders))
                .isEqualTo("penstock.t ON CLUSTER 'main' penstock.t_all");
    }

    @Test
    void aStepWithAnUnknownPlaceholderIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StepText.replaced("${replica}", CLUSTER.placeholders("penstock")))
                .withMessageContaining("${replica}");
    }

    @ParameterizedTest
    @CsvSource({
        "it's,/t/{shard}/{table},{replica},name",
        "'',/t/{shard}/{table},{replica},name",
        "main,t/{shard}/{table},{replica},begin with /",
        "main,/t/{table},{replica},{shard}",
        "main,/t/{shard},{replica},{table}",
        "main,/t/{shard}/{table}',{replica},path",
        "main,/t/{shard}/{table},r1,{replica}",
        "main,/t/{shard}/{table},{replica} x,replica"
    })
    void whatCouldMixTablesUpOrEndALiteralIsRefused(String name, String path, String replica, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClickHouseCluster(name, path, replica))
                .withMessageContaining(named);
    }

    @Test
    void theNameMayBeAMacro() {
        assertThat(TableEngines.on(ClickHouseCluster.named("{cluster}")).onCluster())
                .isEqualTo(" ON CLUSTER '{cluster}'");
    }
}
