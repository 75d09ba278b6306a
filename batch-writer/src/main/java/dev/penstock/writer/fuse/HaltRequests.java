package dev.penstock.writer.fuse;

import dev.penstock.control.write.AuditLog;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.control.write.StreamHalts;
import dev.penstock.control.write.WriteResult;
import dev.penstock.model.audit.AuditRecord;
import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the halts of streams whose fuse has blown, on a thread of its own: one at a time, and again until each is
/// written or no longer to be. That somebody else has halted the stream is as good.
///
/// Thread-safe. Bounded by the streams whose fuse has blown, each of which is a record of the control topic anyway.
public final class HaltRequests implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HaltRequests.class);

    // Writers that halt the same stream at once fence each other; whoever is second then finds it done.
    private static final Duration AGAIN = Duration.ofMillis(500);

    private static final Duration LATER = Duration.ofSeconds(5);

    private final StreamHalts halts;
    private final AuditLog audit;
    private final String actor;
    private final FuseMetrics metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("halts").factory());

    // By stream the last request, done or not, so that nobody writes what was written a moment ago.
    private final Map<StreamName, Request> requests = new ConcurrentHashMap<>();
    private volatile @Nullable String failing;

    HaltRequests(StreamHalts halts, AuditLog audit, String actor, FuseMetrics metrics, InstantSource clock) {
        this.halts = halts;
        this.audit = audit;
        this.actor = actor;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// As [Halting] says.
    void request(StreamName stream, long revision, String reason) {
        requests.compute(stream, (name, known) -> {
            if (known != null && known.revision() >= revision) {
                return known;
            }
            Request request = new Request(stream, revision, reason);
            schedule(request, Duration.ZERO);
            return request;
        });
    }

    /// Why halts cannot be written at the moment, empty when they can or there are none to write.
    public Optional<String> failing() {
        return Optional.ofNullable(failing);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    // What it throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void schedule(Request request, Duration delay) {
        if (!thread.isShutdown()) {
            thread.schedule(() -> attempt(request), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void attempt(Request request) {
        try {
            write(request);
        } catch (RuntimeException e) {
            failed(request, e.toString(), e);
        }
    }

    private void write(Request request) {
        WriteResult result = halts.halt(request.stream(), request.revision(), request.reason());
        metrics.tried(result);
        switch (result) {
            case WriteResult.Written written -> {
                failing = null;
                log.atInfo()
                        .addKeyValue("stream", request.stream())
                        .addKeyValue("revision", written.revision())
                        .log("halted a stream");
                note(request, written.revision());
            }
            case WriteResult.Conflict conflict -> {
                failing = null;
                log.atInfo()
                        .addKeyValue("stream", request.stream())
                        .addKeyValue("reason", conflict.reason())
                        .log("a stream need not be halted any more");
            }
            case WriteResult.LostRace race -> schedule(request, AGAIN);
            case WriteResult.Unavailable unavailable -> failed(request, unavailable.reason(), null);
        }
    }

    private void failed(Request request, String reason, @Nullable RuntimeException cause) {
        if (!thread.isShutdown() && failing == null) {
            log.atError()
                    .setCause(cause)
                    .addKeyValue("stream", request.stream())
                    .addKeyValue("reason", reason)
                    .log("a stream cannot be halted, its partition waits");
        }
        failing = reason;
        schedule(request, LATER);
    }

    private void note(Request request, long revision) {
        try {
            audit.append(new AuditRecord(
                    actor,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    "streams.halt",
                    "stream/" + request.stream(),
                    request.reason(),
                    revision));
        } catch (ControlUnavailableException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("stream", request.stream())
                    .log("a halt is in force and not in the audit log");
        }
    }

    private record Request(StreamName stream, long revision, String reason) {}
}
