package dev.penstock.writer.insert;

import dev.penstock.sink.insert.TableParts;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.insert.PartsPressure.Demand;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the parts of ClickHouse's tables now and then, on a thread of its own, and passes on what they ask. A count
/// that fails changes nothing.
final class PartsWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PartsWatch.class);

    private final TableParts tables;
    private final PartsPressure pressure;
    private final BatchPace pace;
    private final FlowLimits limits;
    private final FlowMetrics metrics;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("parts").factory());

    private Demand told = Demand.NONE;
    private boolean failing;

    PartsWatch(TableParts tables, PartsPressure pressure, BatchPace pace, FlowLimits limits, FlowMetrics metrics) {
        this.tables = tables;
        this.pressure = pressure;
        this.pace = pace;
        this.limits = limits;
        this.metrics = metrics;
    }

    /// Begins, unless it shall never look. First after a while: there is nothing to spare at the start.
    // What a look throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        if (limits.looksAtParts()) {
            long period = limits.partsLook().toMillis();
            thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    void look() {
        try {
            pressure.counted(tables.most(), System.nanoTime());
            metrics.looked(true);
            failing = false;
        } catch (SQLException | RuntimeException e) {
            // The driver throws runtime exceptions of its own. That ClickHouse is away, who inserts tells.
            metrics.looked(false);
            if (!failing && !thread.isShutdown()) {
                failing = true;
                log.atInfo().setCause(e).log("the parts of the tables cannot be counted, will look again");
            }
        }
        Demand demand = pressure.demand(System.nanoTime());
        pace.stretch(demand != Demand.NONE);
        tell(demand);
    }

    private void tell(Demand demand) {
        if (demand == told) {
            return;
        }
        told = demand;
        switch (demand) {
            case NONE -> log.atInfo().addKeyValue("parts", pressure.parts()).log("the tables have few parts again");
            case FEWER ->
                log.atWarn().addKeyValue("parts", pressure.parts()).log("a table has many parts, batches wait longer");
            case STOP ->
                log.atError()
                        .addKeyValue("parts", pressure.parts())
                        .log("a table has too many parts, inserts wait until it has fewer");
        }
    }
}
