package dev.penstock.writer.control;

import dev.penstock.control.replica.ControlReplica;
import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.stream.StreamName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is not well with the streams, told to log, metrics and health. Thread-safe.
public final class HaltedStreams implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HaltedStreams.class);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ControlReplica replica;
    private final Duration staleAfter;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("halted-streams").factory());

    // Of the thread that looks.
    private Map<StreamName, HaltFact> told = Map.of();

    HaltedStreams(ControlReplica replica, Duration staleAfter, MeterRegistry registry) {
        this.replica = replica;
        this.staleAfter = staleAfter;
        Gauge.builder(
                        "penstock.writer.streams.halted",
                        this,
                        streams -> streams.now().size())
                .description("streams whose events are parked")
                .register(registry);
    }

    /// Begins to look, once a second.
    // What a look throws is told by it.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /// Whether the control topic was read to its end since the start. Nothing is inserted before.
    public boolean isKnown() {
        return replica.caughtUp();
    }

    /// The last revision known, -1 for none.
    public long revision() {
        return replica.revision();
    }

    /// Every halt there was and every one that was lifted, as far as it is known here, in their order.
    public List<HaltFact> history() {
        return replica.state().halts();
    }

    /// What somebody should look at although the writer goes on, a sentence each.
    public List<String> concerns() {
        List<String> concerns = new ArrayList<>();
        now().forEach((name, halt) -> concerns.add("stream " + name + " halted"));
        Duration behind = replica.behind();
        if (isKnown() && behind.compareTo(staleAfter) > 0) {
            concerns.add("the control topic has been silent for " + behind.toSeconds()
                    + " s, definitions and halts since then are not known");
        }
        return concerns;
    }

    private Map<StreamName, HaltFact> now() {
        ControlState state = replica.state();
        Map<StreamName, HaltFact> byName =
                new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        byName.putAll(state.haltedAt(state.revision()));
        return byName;
    }

    private void look() {
        try {
            Map<StreamName, HaltFact> found = now();
            found.forEach((name, halt) -> {
                if (!halt.equals(told.get(name))) {
                    log.atError()
                            .addKeyValue("stream", name)
                            .addKeyValue("halt", halt.number())
                            .addKeyValue("reason", halt.reason())
                            .log("a stream is halted, its events are parked until it is resumed");
                }
            });
            told.forEach((name, halt) -> {
                if (!found.containsKey(name)) {
                    log.atInfo().addKeyValue("stream", name).log("a stream runs again");
                }
            });
            told = found;
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("halted streams could not be looked at, will look again");
        }
    }
}
