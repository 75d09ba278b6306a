package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ingestctl replay apply --offline`: rows that are wrong are replaced with their partition, while events of their
/// stream
/// go on being accepted. The stream is halted meanwhile, and comes back.
@Tag("completeness")
class OfflineReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EVENTS = 10;
    private static final String BROKEN = "select count() from penstock.orders_raw where amount = 999";
    private static final String ROWS = "select count() from penstock.orders_raw";

    private static final String STREAMS = """
            streams: {orders: {own_table: true, columns: [{name: amount, type: 'Decimal(18, 2)', default: 7}]}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set by start
    private Pipeline pipeline;

    @BeforeEach
    void start() throws Exception {
        pipeline = Pipeline.start();
        pipeline.ingestctl(
                "streams",
                "apply",
                "-f",
                Files.writeString(folder.resolve("streams.yaml"), STREAMS).toString());
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void wrongRowsAreReplacedWhileTheirStreamIsHaltedAndNothingIsLost() throws Exception {
        NumberedEvents events =
                new NumberedEvents(NumberedEvents.newRun(), 0, "/v1/events/orders", pipeline.key(), EVENTS, 300);
        long accepted;
        try (LoadRun load = LoadRun.start(pipeline.edgeUrl(), List.of(Traffic.open("orders", events, 10, 4)))) {
            await().atMost(PATIENCE).until(() -> pipeline.count(ROWS) > 300);
            pipeline.clickHouse()
                    .execute("ALTER TABLE penstock.orders_raw UPDATE amount = 999 WHERE kafka_offset % 3 = 0"
                            + " SETTINGS mutations_sync = 1");
            assertThat(pipeline.count(BROKEN)).isPositive();

            Path early = planAndRun("early");
            refused(early, "stream orders runs", "ingestctl streams halt orders");
            long before = pipeline.count(ROWS);
            await().atMost(PATIENCE).until(() -> pipeline.count(ROWS) > before);
            pipeline.ingestctl("streams", "halt", "orders", "--reason", "wrong amounts", "--yes");
            refused(early, "of records that the plan does not name", "would be lost");

            Path plan = planAndRun("plan");
            assertThat(pipeline.ctl("replay", "apply", "--plan", plan.toString(), "--offline")
                            .errors())
                    .contains("1 partitions would be replaced, and 0 events", "nothing was changed");
            assertThat(pipeline.count(BROKEN)).isPositive();
            Pipeline.CtlRun applied =
                    pipeline.ctl("replay", "apply", "--plan", plan.toString(), "--offline", "--execute", "--yes");
            assertThat(applied.exit()).as(applied.errors()).isZero();
            assertThat(applied.errors())
                    .contains("1 partitions of live tables were replaced", "ingestctl streams resume orders");
            assertThat(pipeline.count(BROKEN)).isZero();
            assertThat(pipeline.count("select count() from penstock.orders_raw where amount = 7"))
                    .isEqualTo(pipeline.count(ROWS));

            long halted = pipeline.count(ROWS);
            assertThat(pipeline.ingestctl("streams", "resume", "orders", "--output", "json"))
                    .contains("\"lifted\":true");
            await().atMost(PATIENCE).until(() -> pipeline.count(ROWS) > halted);
            load.stop();
            accepted = load.accepted("orders") * EVENTS;
        }
        await().atMost(PATIENCE).until(pipeline::isDrained);
        assertThat(pipeline.count("select count() from penstock.orders")).isEqualTo(accepted);
        assertThat(pipeline.count("select uniqExact(event_id) from penstock.orders"))
                .isEqualTo(accepted);
        assertThat(pipeline.count(BROKEN)).isZero();
    }

    private void refused(Path plan, String... because) {
        Pipeline.CtlRun run =
                pipeline.ctl("replay", "apply", "--plan", plan.toString(), "--offline", "--execute", "--yes");
        assertThat(run.exit()).as(run.errors()).isEqualTo(4);
        assertThat(run.errors()).contains(because).contains("nothing was changed");
        assertThat(pipeline.count(BROKEN)).isPositive();
    }

    private Path planAndRun(String name) {
        Path file = folder.resolve(name + ".json");
        pipeline.ingestctl(
                "replay", "plan", "--from=-1h", "--to=now", "--stream=orders", "--plan-file", file.toString());
        pipeline.ingestctl("replay", "run", "--plan", file.toString(), "--execute", "--share=100");
        return file;
    }
}
