package dev.penstock.control.replica;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Objection;
import dev.penstock.control.topic.Arrivals;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.topic.RecordObserver;
import dev.penstock.control.topic.TopicTail;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control topic in memory: what every process knows of keys and organizations.
///
/// One thread of its own follows the topic; a change is seen well within a second of its commit. Questions are
/// answered without a lock and without I/O, so an event loop may ask. Without Kafka the last good state stays, and
/// [#behind] grows; it is the caller who decides how old is too old.
///
/// Memory grows with what operators create (see [ControlState]), never with traffic.
public final class ControlReplica implements AutoCloseable {

    /// What [#behind] answers before the end of the topic has been reached for the first time.
    public static final Duration NEVER = Duration.ofDays(365);

    private static final Logger log = LoggerFactory.getLogger(ControlReplica.class);

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BACKOFF_MILLIS = 1_000;

    private final ControlTopic topic;
    private final ReplicaSettings settings;
    private final ControlMetrics metrics;
    private final @Nullable SnapshotFile file;
    private final RecordObserver observer = new Observer();
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile ControlState state = ControlState.EMPTY;
    private volatile boolean caughtUp;
    // Meaningful once caughtUp is set; written before it.
    private volatile long atEnd;
    private volatile @Nullable TopicTail tail;
    private volatile @Nullable Thread follower;

    // Of the following thread alone.
    private @Nullable Uuid topicId;
    private boolean interrupted;
    private boolean remembersMore;
    private boolean toldOfEmptiness;
    private long nextWrite;
    private ControlState onDisk = ControlState.EMPTY;

    public ControlReplica(ControlTopic topic, ReplicaSettings settings, ControlMetrics metrics) {
        this.topic = topic;
        this.settings = settings;
        this.metrics = metrics;
        this.file = settings.snapshot() == null ? null : new SnapshotFile(settings.snapshot());
    }

    /// Loads the snapshot, if there is a good one, and begins to follow the topic. Does not wait for Kafka. To be
    /// called once.
    public void start() {
        load();
        metrics.observe(this);
        nextWrite = System.nanoTime();
        Thread thread = new Thread(this::follow, "control-replica");
        thread.setDaemon(true);
        follower = thread;
        thread.start();
    }

    /// The key of this id, revoked ones included. Before the replica has [#caughtUp], an empty answer means
    /// nothing.
    public Optional<KeyRecord> key(KeyId id) {
        return state.key(id);
    }

    /// The organization of this id. Before the replica has [#caughtUp], an empty answer means nothing.
    public Optional<Organization> organization(OrgId id) {
        return state.organization(id);
    }

    /// Everything known at one revision, for whoever needs several answers that fit together.
    public ControlState state() {
        return state;
    }

    /// Offset of the last record seen; -1 before the first.
    public long revision() {
        return state.revision();
    }

    /// Whether the end of the topic has been reached at least once since [#start]. A snapshot alone does not count.
    public boolean caughtUp() {
        return caughtUp;
    }

    /// Age of the last moment at which the replica was known to be at the end of the topic; [#NEVER] before the
    /// first. Small (about a second) while all is well, however old the last record is; grows while Kafka does not
    /// answer, and for good once the topic has been replaced by another of its name.
    public Duration behind() {
        return caughtUp ? Duration.ofNanos(Math.max(0, System.nanoTime() - atEnd)) : NEVER;
    }

    int facts() {
        return state.all().size();
    }

    /// Stops following and writes the last snapshot. What is known stays known.
    @Override
    public void close() {
        closing.countDown();
        Thread thread = follower;
        if (thread == null) {
            return;
        }
        TopicTail open = tail;
        if (open != null) {
            open.abandon();
        }
        try {
            if (!thread.join(CLOSE)) {
                log.atWarn().log("the control replica did not stop in time and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load() {
        if (file == null) {
            return;
        }
        switch (file.load()) {
            case LoadResult.Loaded loaded -> {
                Snapshot snapshot = loaded.snapshot();
                state = snapshot.state();
                onDisk = snapshot.state();
                topicId = snapshot.topicId();
                metrics.snapshot(SnapshotOutcome.LOADED);
                log.atInfo()
                        .addKeyValue("revision", snapshot.state().revision())
                        .addKeyValue("facts", facts())
                        .log("control snapshot loaded");
            }
            case LoadResult.Absent absent -> metrics.snapshot(SnapshotOutcome.ABSENT);
            case LoadResult.Broken broken -> {
                metrics.snapshot(SnapshotOutcome.BROKEN);
                log.atWarn()
                        .addKeyValue("file", settings.snapshot())
                        .addKeyValue("reason", broken.reason())
                        .log("control snapshot is unusable and ignored");
            }
        }
    }

    private void follow() {
        boolean replaced = false;
        while (!isClosing() && !replaced) {
            try (TopicTail opened = topic.open()) {
                tail = opened;
                replaced = !followFrom(opened);
            } catch (RuntimeException e) {
                interrupted(e);
                await();
            } finally {
                tail = null;
            }
        }
        write();
    }

    /// Reads the topic until the replica is closed.
    ///
    /// @return false when the topic is not the one that was followed before
    private boolean followFrom(TopicTail opened) {
        Uuid id = opened.topicId(ANSWER);
        long end = opened.end(ANSWER);
        if (!caughtUp) {
            adopt(id, end);
        }
        opened.seek(state.revision() + 1);
        long nextProbe = System.nanoTime();
        while (!isClosing()) {
            Arrivals arrivals = opened.poll(POLL);
            long asked = System.nanoTime();
            boolean probe = asked - nextProbe >= 0 || !caughtUp;
            if ((probe || !arrivals.isEmpty()) && isReplaced(opened.topicId(ANSWER), arrivals)) {
                return false;
            }
            state = arrivals.after(state, observer);
            if (probe) {
                nextProbe = asked + PROBE_NANOS;
                atEndSince(asked, opened);
                writeWhenDue(asked);
            }
        }
        return true;
    }

    /// Decides, on the first contact with Kafka, whether the snapshot is one of this topic.
    private void adopt(Uuid id, long end) {
        if (topicId != null && (!id.equals(topicId) || state.revision() >= end)) {
            metrics.snapshot(SnapshotOutcome.FOREIGN);
            log.atWarn()
                    .addKeyValue("file", settings.snapshot())
                    .addKeyValue("revision", state.revision())
                    .addKeyValue("end", end)
                    .log("control snapshot is of another topic or ahead of it, and ignored");
            remembersMore = !state.all().isEmpty();
            state = ControlState.EMPTY;
            onDisk = ControlState.EMPTY;
        }
        topicId = id;
    }

    private boolean isReplaced(Uuid id, Arrivals arrivals) {
        if (id.equals(topicId) && arrivals.first() > state.revision()) {
            return false;
        }
        log.atError()
                .addKeyValue("topic", topic.name())
                .addKeyValue("followed", topicId)
                .addKeyValue("found", id)
                .addKeyValue("revision", state.revision())
                .log("control topic was replaced or cut, the last good state is kept and grows stale until a restart");
        return true;
    }

    private void atEndSince(long asked, TopicTail opened) {
        // A position beyond the end, in a topic that lost records, is not the end either.
        if (opened.position(ANSWER) != opened.end(ANSWER)) {
            return;
        }
        if (isSuspiciouslyEmpty()) {
            return;
        }
        atEnd = asked;
        if (!caughtUp) {
            caughtUp = true;
            log.atInfo()
                    .addKeyValue("revision", state.revision())
                    .addKeyValue("facts", facts())
                    .log("control replica has reached the end of its topic");
        }
        if (interrupted) {
            interrupted = false;
            log.atInfo().addKeyValue("revision", state.revision()).log("control topic is followed again");
        }
    }

    /// Whether the topic has nothing although a snapshot of an older one had something: it was lost, and taking that
    /// for the truth would tell every sender that his key is unknown, for good. The snapshot stays on disk. As soon
    /// as the topic has something, somebody has seen to it.
    private boolean isSuspiciouslyEmpty() {
        if (!remembersMore || !state.all().isEmpty()) {
            return false;
        }
        if (!toldOfEmptiness) {
            toldOfEmptiness = true;
            log.atError()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("file", settings.snapshot())
                    .log("control topic is empty and the snapshot is not, nobody is let in until it is restored");
        }
        return true;
    }

    private void interrupted(RuntimeException cause) {
        if (isClosing()) {
            return;
        }
        metrics.interrupted();
        if (!interrupted) {
            interrupted = true;
            log.atWarn()
                    .setCause(cause)
                    .addKeyValue("topic", topic.name())
                    .log("control topic cannot be followed, will retry");
        }
    }

    private void await() {
        try {
            closing.await(BACKOFF_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it is told to end by the latch.
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void writeWhenDue(long now) {
        if (now - nextWrite >= 0) {
            write();
        }
    }

    /// Writes the state if it is complete and not on disk yet.
    private void write() {
        ControlState current = state;
        if (file == null || topicId == null || !caughtUp || current == onDisk) {
            return;
        }
        nextWrite = System.nanoTime() + settings.snapshotInterval().toNanos();
        try {
            file.write(new Snapshot(topicId, current));
            onDisk = current;
            metrics.snapshot(SnapshotOutcome.WRITTEN);
        } catch (IOException e) {
            metrics.snapshot(SnapshotOutcome.WRITE_FAILED);
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("file", settings.snapshot())
                    .log("control snapshot could not be written, the last one stays");
        }
    }

    /// Counts every record, and names the one that is left out.
    private final class Observer implements RecordObserver {

        @Override
        public void applied(long revision) {
            metrics.applied();
        }

        @Override
        public void refused(long revision, Objection objection, String detail) {
            metrics.refused(objection);
            log.atWarn()
                    .addKeyValue("revision", revision)
                    .addKeyValue("reason", objection.code())
                    .addKeyValue("detail", detail)
                    .log("control record left out, what was known before stays");
        }
    }
}
