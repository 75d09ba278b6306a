package dev.penstock.bench.scenario;

import dev.penstock.bench.baseline.ConsumerPerf;
import dev.penstock.bench.baseline.InsertLoop;
import dev.penstock.bench.baseline.JdbcBatches;
import dev.penstock.bench.baseline.KafkaEngine;
import dev.penstock.bench.baseline.Timing;
import dev.penstock.bench.corpus.Corpus;
import dev.penstock.bench.figure.Names;
import dev.penstock.bench.figure.Rounds;
import dev.penstock.bench.machine.Clocked;
import dev.penstock.bench.machine.Clocked.Spent;
import dev.penstock.bench.machine.Program;
import dev.penstock.bench.scenario.StageCosts.Stage;
import dev.penstock.bench.scenario.Wanted.Scenario;
import dev.penstock.bench.stack.ClickHouse;
import dev.penstock.bench.stack.Stack;
import dev.penstock.local.load.Requests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The writer alone on a core, the engine and the broker on the other.
final class WriterStage {

    private static final String ROWS = "penstock.events_raw";
    private static final int BLOCK = 50_000;
    private static final int MOST_BLOCKS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Run run;
    private final Stack stack;
    private final ClickHouse clickHouse;
    private final Requests events;
    private final KafkaEngine kafkaEngine;

    private final Rounds rows = new Rounds();
    private final Rounds perCpu = new Rounds();
    private final Rounds writerCpu = new Rounds();
    private final Rounds engineCpu = new Rounds();
    private final Rounds binaryRows = new Rounds();
    private final Rounds binaryPerCpu = new Rounds();
    private final Rounds nativeRows = new Rounds();
    private final Rounds nativePerCpu = new Rounds();
    private final Rounds jdbcRows = new Rounds();
    private final Rounds jdbcPerCpu = new Rounds();
    private final Rounds kafkaRows = new Rounds();
    private final Rounds kafkaPerCpu = new Rounds();
    private final Rounds consumed = new Rounds();
    private final Rounds consumedPerCpu = new Rounds();

    WriterStage(Run run) {
        this.run = run;
        this.stack = run.stack();
        this.clickHouse = stack.clickHouse();
        this.kafkaEngine = new KafkaEngine(clickHouse, "bench.kafka_engine");
        String key = stack.keys("writer", 1).getFirst();
        this.events = Corpus.clickstream(Run.IDS, Run.lane(), "bench", key, 100, Corpus.SMALL);
    }

    void measure() throws InterruptedException {
        catchUp();
        if (run.wanted().has(Scenario.WRITER)) {
            clickHouse.query("CREATE DATABASE IF NOT EXISTS bench");
            for (String table : List.of("row_binary", "native", "jdbc", "kafka_engine")) {
                clickHouse.query("CREATE TABLE bench." + table + " AS " + ROWS);
            }
            boolean kafka = kafkaEngine.isThere();
            if (!kafka) {
                run.report().note(Names.KAFKA_ENGINE + ": not measured, this engine was built without it");
            }
            List<Path> binary = blocks("RowBinary");
            List<Path> natives = blocks("Native");
            warm();
            for (int round = 0; round < run.lengths().rounds(); round++) {
                writer();
                insertLoop("bench.row_binary", "RowBinary", binary, round, binaryRows, binaryPerCpu);
                insertLoop("bench.native", "Native", natives, round, nativeRows, nativePerCpu);
                jdbc(round);
                consumerPerf(round);
                kafka = kafka && kafkaEngine(round);
            }
            clickHouse.query("DROP DATABASE bench SYNC");
            tell();
        }
    }

    /// A backlog that has waited for a writer that is only starting: its compilers are part of it.
    private void catchUp() throws InterruptedException {
        stack.log().clear(Stack.EVENTS);
        long before = run.stored();
        long backlog = run.fill(events, run.lengths().backlog());
        long begun = System.nanoTime();
        run.report()
                .alone(
                        "start",
                        Names.WRITER_READY,
                        "s",
                        stack.startWriter(run.cores().allCores()).toMillis() / 1000.0);
        stack.writer().pin(run.cores().measuredCore());
        Progress progress = follow(run::stored, before, backlog);
        double seconds = (System.nanoTime() - begun) / 1e9;
        run.report().alone("catch-up", "backlog", "events", (double) backlog);
        run.report().alone("catch-up", "stored after, start included", "s", seconds);
        run.report().alone("catch-up", Names.ROWS_PER_SECOND, "1/s", progress.perSecond());
    }

    private void warm() throws InterruptedException {
        stack.writer().pin(run.cores().allCores());
        run.warm(Stack.WRITER, stack.writer(), () -> {
            long before = run.stored();
            // It stores while the topic is filled, and may be done with it.
            watch(run::stored, before, run.fill(events, run.lengths().chunk()));
        });
        stack.writer().pin(run.cores().measuredCore());
    }

    private void writer() throws InterruptedException {
        // Stopped for less than Kafka would miss it.
        stack.writer().pause();
        long before = run.stored();
        long sent;
        try {
            sent = run.fill(events, run.lengths().chunk());
        } finally {
            stack.writer().resume();
        }
        Clocked clocked = Clocked.start(stack.processes());
        rows.add(follow(run::stored, before, sent).perSecond());
        Spent spent = clocked.stop();
        perCpu.add(sent / (spent.of(Stack.WRITER) + spent.of(Stack.ENGINE)));
        writerCpu.add(spent.of(Stack.WRITER) / sent * 1e6);
        engineCpu.add(spent.of(Stack.ENGINE) / sent * 1e6);
    }

    private void insertLoop(String table, String format, List<Path> blocks, int round, Rounds rate, Rounds cpu) {
        List<String> arguments =
                new ArrayList<>(List.of(clickHouse.url().toString(), table, format, Integer.toString(BLOCK)));
        blocks.forEach(block -> arguments.add(block.toString()));
        Clocked engine = Clocked.start(Map.of(Stack.ENGINE, stack.engine().vitals()));
        Timing timing = run(InsertLoop.class, arguments, table + "-" + round);
        // The program inserts the first block once more before it looks at the clock.
        double share = blocks.size() / (blocks.size() + 1.0);
        rate.add(timing.perSecond());
        cpu.add(timing.records() / (timing.cpuSeconds() + share * engine.stop().of(Stack.ENGINE)));
        clickHouse.query("TRUNCATE TABLE " + table);
    }

    private void jdbc(int round) {
        int all = run.lengths().jdbc();
        Clocked engine = Clocked.start(Map.of(Stack.ENGINE, stack.engine().vitals()));
        Timing timing = run(
                JdbcBatches.class,
                List.of(clickHouse.url().toString(), "bench.jdbc", ROWS, Integer.toString(all)),
                "jdbc-" + round);
        // Ten thousand rows before it looks at the clock.
        double share = all / (all + 10_000.0);
        jdbcRows.add(timing.perSecond());
        jdbcPerCpu.add(
                timing.records() / (timing.cpuSeconds() + share * engine.stop().of(Stack.ENGINE)));
        clickHouse.query("TRUNCATE TABLE bench.jdbc");
    }

    private void consumerPerf(int round) {
        Timing timing = run(
                ConsumerPerf.class,
                List.of(
                        stack.bootstrap(),
                        Stack.EVENTS,
                        Integer.toString(run.lengths().backlog())),
                "consumer-perf-" + round);
        consumed.add(timing.perSecond());
        consumedPerCpu.add(timing.perCpuSecond());
    }

    /// @return whether it could be measured; if not, the reason is in the report
    private boolean kafkaEngine(int round) throws InterruptedException {
        Clocked engine = Clocked.start(Map.of(Stack.ENGINE, stack.engine().vitals()));
        try {
            kafkaEngine.start(stack.bootstrap(), Stack.EVENTS, "bench-kafka-engine-" + round);
            LongSupplier stored = () -> clickHouse.number("select count() from bench.kafka_engine");
            Progress progress = follow(stored, 0, run.lengths().chunk());
            kafkaRows.add(progress.perSecond());
            kafkaPerCpu.add(progress.rows() / engine.stop().of(Stack.ENGINE));
            return true;
        } catch (IllegalStateException e) {
            run.report().note(Names.KAFKA_ENGINE + ": not measured, " + firstLine(e));
            return false;
        } finally {
            kafkaEngine.stop();
            clickHouse.query("TRUNCATE TABLE bench.kafka_engine");
        }
    }

    private void tell() {
        String scenario = "writer";
        run.report().beside(scenario, Names.ROWS_PER_SECOND, "1/s", rows, binaryRows, Names.ROW_BINARY);
        run.report().beside(scenario, Names.ROWS_PER_SECOND, "1/s", rows, nativeRows, Names.NATIVE);
        run.report().beside(scenario, Names.ROWS_PER_SECOND, "1/s", rows, jdbcRows, Names.JDBC);
        run.report().beside(scenario, Names.ROWS_PER_SECOND, "1/s", rows, consumed, Names.CONSUMER_PERF);
        run.report().beside(scenario, Names.ROWS_PER_CPU_SECOND, "1/s", perCpu, binaryPerCpu, Names.ROW_BINARY);
        run.report().beside(scenario, Names.ROWS_PER_CPU_SECOND, "1/s", perCpu, nativePerCpu, Names.NATIVE);
        run.report().beside(scenario, Names.ROWS_PER_CPU_SECOND, "1/s", perCpu, jdbcPerCpu, Names.JDBC);
        if (!kafkaRows.isEmpty()) {
            run.report().beside(scenario, Names.ROWS_PER_SECOND, "1/s", rows, kafkaRows, Names.KAFKA_ENGINE);
            run.report().beside(scenario, Names.ROWS_PER_CPU_SECOND, "1/s", perCpu, kafkaPerCpu, Names.KAFKA_ENGINE);
        }
        run.report().alone(scenario, "writer: CPU seconds per million events", "s", writerCpu.median());
        run.report().alone(scenario, "ClickHouse: CPU seconds per million events", "s", engineCpu.median());
        run.costs().put(Stage.CONSUME, 1 / consumedPerCpu.median());
        run.costs().put(Stage.INSERT, 1 / binaryPerCpu.median());
    }

    // In the order in which they came, as the writer has them.
    private List<Path> blocks(String format) {
        List<Path> blocks = new ArrayList<>();
        int count = Math.min(MOST_BLOCKS, run.lengths().chunk() / BLOCK);
        for (int i = 0; i < count; i++) {
            Path file = stack.folder().resolve("block-" + format + "-" + i);
            clickHouse.save(
                    "SELECT * FROM " + ROWS + " ORDER BY kafka_partition, kafka_offset LIMIT " + BLOCK + " OFFSET "
                            + i * BLOCK + " FORMAT " + format,
                    file);
            blocks.add(file);
        }
        return blocks;
    }

    private Timing run(Class<?> mainClass, List<String> arguments, String name) {
        List<String> command = new ArrayList<>(run.cores().measured());
        command.addAll(stack.build().own(mainClass, arguments));
        Path log = stack.folder().resolve(name + ".log");
        Timing timing = Timing.read(Program.run(name, command, Map.of(), log, PATIENCE));
        log.toFile().delete();
        return timing;
    }

    private static Progress follow(LongSupplier stored, long before, long more) throws InterruptedException {
        return watch(stored, before, more).progress();
    }

    /// Watches a table fill until it has so many rows more than before.
    private static Progress.Follower watch(LongSupplier stored, long before, long more) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Progress.Follower follower = new Progress.Follower(more);
        while (true) {
            long now = stored.getAsLong() - before;
            follower.seen(now, System.nanoTime());
            if (now >= more) {
                return follower;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("only " + now + " of " + more + " rows were stored in " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String firstLine(Exception e) {
        return Arrays.stream(String.valueOf(e.getMessage()).split("\n"))
                .findFirst()
                .orElse("");
    }
}
