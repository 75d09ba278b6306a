package dev.penstock.writer.consume;

import dev.penstock.writer.health.PartitionObstacles;
import dev.penstock.writer.intent.Start;
import dev.penstock.writer.intent.Start.Discard;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Waiting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells health and log what one partition waits for: when it starts, when it changes, and when it ends.
///
/// Not thread-safe: belongs to the partition's thread.
final class WorkerReports {

    private static final Logger log = LoggerFactory.getLogger(WorkerReports.class);

    private final int partition;
    private final PartitionObstacles obstacles;

    private @Nullable String told;
    private int attempts;

    WorkerReports(int partition, PartitionObstacles obstacles) {
        this.partition = partition;
        this.obstacles = obstacles;
    }

    void waiting(Waiting waiting) {
        obstacles.waiting(partition, waiting.obstacle());
        if (waiting.obstacle().isAtTheGate()) {
            // The outage, or the parts, were told already.
            return;
        }
        if (waiting.obstacle() != Obstacle.CONTROL) {
            attempts++;
        }
        if (waiting.obstacle() == Obstacle.DEFECT) {
            // Told with its cause.
            return;
        }
        if (changed(waiting.obstacle().tag() + waiting.reason())) {
            log.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("obstacle", waiting.obstacle().tag())
                    .addKeyValue("reason", waiting.reason())
                    .log("a batch cannot be settled yet, will retry");
        }
    }

    void halted(Halted halted) {
        obstacles.halted(partition, halted.reason());
        attempts++;
        if (changed("halted" + halted.reason())) {
            log.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", halted.reason())
                    .log("a partition is halted until somebody acts");
        }
    }

    /// The batch is read again at a later revision of the control topic.
    void moved(long from, long to) {
        log.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .log("a batch is read again at a later revision");
    }

    void moving() {
        obstacles.clear(partition);
        if (told != null) {
            log.atInfo()
                    .addKeyValue("partition", partition)
                    .addKeyValue("attempts", attempts)
                    .log("the partition moves again");
        }
        told = null;
        attempts = 0;
    }

    /// Our own mistake. Its first occurrence has the cause.
    void defect(Throwable cause) {
        if (changed("defect" + cause.getClass().getName())) {
            log.atError().addKeyValue("partition", partition).setCause(cause).log("an attempt failed unexpectedly");
        }
    }

    /// Tells where the partition begins, when that is not simply where its last owner stopped.
    void started(Start start) {
        start.rebuild()
                .ifPresent(intent -> log.atInfo()
                        .addKeyValue("partition", partition)
                        .addKeyValue("first", start.offset())
                        .addKeyValue("last", intent.end())
                        .log("a batch was begun before and is made again"));
        start.broken().ifPresent(broken -> {
            switch (broken) {
                case RETENTION -> lost(start.lost());
                case RECREATED ->
                    log.atError()
                            .addKeyValue("partition", partition)
                            .addKeyValue("offset", start.offset())
                            .log("the topic was deleted and made anew, reading it from its start");
                case CUT_OFF ->
                    log.atError()
                            .addKeyValue("partition", partition)
                            .addKeyValue("offset", start.offset())
                            .log("the log ends before the committed offset, reading it from its start");
            }
        });
        start.discarded().ifPresent(this::discarded);
    }

    void lost(long offsets) {
        log.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("offsets", offsets)
                .log("records were deleted before they were settled");
    }

    void discarded(Discard why) {
        log.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("reason", why.tag())
                .log("an intent cannot be followed");
    }

    void gone() {
        obstacles.clear(partition);
    }

    private boolean changed(String now) {
        boolean different = !now.equals(told);
        told = now;
        return different;
    }
}
