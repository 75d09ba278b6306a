package dev.penstock.edge.stored;

import dev.penstock.edge.publish.Placement;
import dev.penstock.edge.stored.Waiting.Share;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All requests that wait until their events are stored, and what the writers have said. Each is told once.
///
/// An offset means nothing without the topic it is in: a topic made anew begins at 0, and what is said of the old
/// one's offsets is not so of the new one's. So an event counts as stored only when Kafka named the same topic before
/// the event was published and after it was acknowledged; see [#unconfirmed] and [#confirmed].
///
/// Bounded by [StoredPolicy], and by what [PartitionFates] keeps of each partition. Thread-safe: event loops and the
/// thread that follows the writers meet here, for some microseconds; listeners are told outside the lock.
public final class Awaiting {

    // Writers report each second.
    private static final Duration SILENT = Duration.ofSeconds(5);

    private static final long NONE = -1;

    private final StoredPolicy policy;
    private final StoredMetrics metrics;

    private final Map<Integer, PartitionWaiters> partitions = new HashMap<>();
    private final Set<Waiting> waiting = new HashSet<>();
    // Everything of them is known but whether the topic is still the same.
    private final Set<Waiting> known = new HashSet<>();
    private int events;
    private long registered;
    private long confirmed;
    private boolean stopping;
    private volatile @Nullable TopicId topic;

    Awaiting(StoredPolicy policy, StoredMetrics metrics) {
        this.policy = policy;
        this.metrics = metrics;
        metrics.observe(this);
    }

    /// The topic events are published to, as Kafka last said; null before it did. To be asked before publishing.
    public @Nullable TopicId topic() {
        return topic;
    }

    /// How long a request is to wait.
    public Duration timeout() {
        return policy.timeout();
    }

    /// Begins to wait for events that Kafka has acknowledged.
    ///
    /// @param before what [#topic] said before they were published
    /// @param listener told once, on any thread, possibly before this method returns, unless the waiting is
    ///     cancelled; must be quick
    /// @return what the waiting is ended with; null when `listener` knows already
    public @Nullable Waiting await(@Nullable TopicId before, Placement placement, Consumer<Fates> listener) {
        Ending refused;
        synchronized (this) {
            refused = reasonAgainst(before, placement);
            if (refused == null) {
                return begin(placement, listener);
            }
        }
        Fates fates = new Fates(refused, 0, List.of(), List.of(), placement.events());
        metrics.ended(fates);
        listener.accept(fates);
        return null;
    }

    /// Takes in what a writer says.
    ///
    /// @param now a reading of [System#nanoTime]
    /// @return false when it is about another topic
    boolean progress(Progress progress, long now) {
        List<Telling> tellings = new ArrayList<>();
        synchronized (this) {
            if (!progress.topic().equals(topic)) {
                return false;
            }
            List<Share> settled = new ArrayList<>();
            metrics.forgotten(partition(progress.partition()).progress(progress, now, settled));
            for (Share share : settled) {
                if (share.waiting().shareSettled()) {
                    known(share.waiting(), tellings);
                }
            }
        }
        tell(tellings);
        return true;
    }

    /// Up to which request the topic is to be confirmed; negative when nobody waits for it. To be asked before Kafka
    /// is.
    synchronized long unconfirmed() {
        return registered > confirmed && !waiting.isEmpty() ? registered : NONE;
    }

    /// Kafka said which topic it is, when asked after the requests up to `number` were acknowledged.
    void confirmed(TopicId now, long number) {
        List<Telling> tellings = new ArrayList<>();
        synchronized (this) {
            if (now.equals(topic)) {
                confirmed = Math.max(confirmed, number);
                for (Waiting one : List.copyOf(known)) {
                    known(one, tellings);
                }
            } else {
                for (Waiting one : List.copyOf(waiting)) {
                    end(one, nothingKnown(one, Ending.UNVERIFIABLE), tellings);
                }
                partitions.clear();
                topic = now;
            }
        }
        tell(tellings);
    }

    /// Answers all that wait, and lets nobody wait any more.
    void stop() {
        List<Telling> tellings = new ArrayList<>();
        synchronized (this) {
            stopping = true;
            for (Waiting one : List.copyOf(waiting)) {
                end(one, fates(one, Ending.STOPPING), tellings);
            }
        }
        tell(tellings);
    }

    void expire(Waiting one) {
        List<Telling> tellings = new ArrayList<>();
        synchronized (this) {
            if (waiting.contains(one)) {
                end(one, fates(one, isSilent(one) ? Ending.WRITER_SILENT : Ending.TIMEOUT), tellings);
            }
        }
        tell(tellings);
    }

    void cancel(Waiting one) {
        synchronized (this) {
            if (!waiting.contains(one)) {
                return;
            }
            forget(one);
        }
        metrics.gone();
    }

    /// Since when the partition that was heard least lately has been silent; empty before the first was heard.
    synchronized Optional<Duration> silence(long now) {
        return partitions.values().stream()
                .filter(PartitionWaiters::wasHeard)
                .map(partition -> Duration.ofNanos(Math.max(0, now - partition.heardAt())))
                .max(Duration::compareTo);
    }

    synchronized int requests() {
        return waiting.size();
    }

    synchronized int events() {
        return events;
    }

    private @Nullable Ending reasonAgainst(@Nullable TopicId before, Placement placement) {
        if (stopping) {
            return Ending.STOPPING;
        }
        if (waiting.size() >= policy.requests() || placement.events() > policy.events() - events) {
            return Ending.OVERFLOW;
        }
        if (before == null || !before.equals(topic)) {
            return Ending.UNVERIFIABLE;
        }
        for (int event = 0; event < placement.events(); event++) {
            if (placement.offset(event) < 0) {
                return Ending.UNVERIFIABLE;
            }
        }
        return null;
    }

    private Waiting begin(Placement placement, Consumer<Fates> listener) {
        registered++;
        Waiting one = new Waiting(this, placement, registered, listener);
        waiting.add(one);
        events += placement.events();
        for (Share share : one.shares()) {
            // The last one settled is not told yet: the topic has still to be confirmed.
            if (!partition(share.partition()).add(share) && one.shareSettled()) {
                known.add(one);
            }
        }
        return one;
    }

    private void known(Waiting one, List<Telling> tellings) {
        if (one.number() <= confirmed) {
            end(one, fates(one, Ending.SETTLED), tellings);
        } else {
            known.add(one);
        }
    }

    private void end(Waiting one, Fates fates, List<Telling> tellings) {
        forget(one);
        tellings.add(new Telling(one, fates));
    }

    private void forget(Waiting one) {
        waiting.remove(one);
        known.remove(one);
        events -= one.placement().events();
        for (Share share : one.shares()) {
            partition(share.partition()).remove(share);
        }
    }

    private void tell(List<Telling> tellings) {
        for (Telling telling : tellings) {
            metrics.ended(telling.fates, System.nanoTime() - telling.waiting.begun());
            telling.waiting.listener().accept(telling.fates);
        }
    }

    private Fates fates(Waiting one, Ending ending) {
        if (one.number() > confirmed) {
            // The offsets may be another topic's.
            return nothingKnown(one, ending);
        }
        Placement placement = one.placement();
        List<Integer> deadLettered = new ArrayList<>();
        List<Integer> parked = new ArrayList<>();
        int stored = 0;
        for (int event = 0; event < placement.events(); event++) {
            switch (partition(placement.partition(event)).of(placement.offset(event))) {
                case STORED -> stored++;
                case DEAD_LETTERED -> deadLettered.add(event);
                case PARKED -> parked.add(event);
                case OPEN -> {}
            }
        }
        int open = placement.events() - stored - deadLettered.size() - parked.size();
        return new Fates(ending, stored, deadLettered, parked, open);
    }

    private static Fates nothingKnown(Waiting one, Ending ending) {
        return new Fates(ending, 0, List.of(), List.of(), one.placement().events());
    }

    private boolean isSilent(Waiting one) {
        long now = System.nanoTime();
        return one.shares().stream()
                .map(share -> partition(share.partition()))
                .anyMatch(partition -> !partition.wasHeard() || now - partition.heardAt() > SILENT.toNanos());
    }

    private PartitionWaiters partition(int partition) {
        return partitions.computeIfAbsent(partition, number -> new PartitionWaiters());
    }

    private record Telling(Waiting waiting, Fates fates) {}
}
