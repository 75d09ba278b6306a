package dev.penstock.edge.signal;

import dev.penstock.edge.admit.PressureBoard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works out the head-room of the partitions of which no writer tells: when the writers are gone, somebody has to
/// know that the log fills. On a thread of its own, and only while there is such a partition.
///
/// Does nothing before a writer has ever told anything: then there is no telling what is unread.
final class LogRoom implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogRoom.class);

    // The first look comes when a writer that lives has told for sure; then often enough to be in time for what is
    // believed for ten seconds.
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String topic;
    private final StoredOffsets stored;
    private final PressureBoard board;
    private final SignalMetrics metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("edge-log-room").factory());
    private boolean failing;

    LogRoom(
            Admin admin,
            String topic,
            StoredOffsets stored,
            PressureBoard board,
            SignalMetrics metrics,
            InstantSource clock) {
        this.admin = admin;
        this.topic = topic;
        this.stored = stored;
        this.board = board;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins. To be called once.
    // What a round throws is caught within it.
    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        thread.scheduleWithFixedDelay(this::look, FIRST.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }

    private void look() {
        if (!board.isKnown() && stored.isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, @Nullable Node> silent = silent();
            if (!silent.isEmpty()) {
                reckon(silent);
            }
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (thread.isShutdown()) {
                return;
            }
            metrics.reckoningFailed();
            if (!failing) {
                failing = true;
                log.atWarn()
                        .setCause(e)
                        .log("the room left in Kafka cannot be worked out, the last known pressure counts");
            }
        }
    }

    /// The partitions nobody tells of, with their leaders.
    private Map<TopicPartition, @Nullable Node> silent()
            throws ExecutionException, TimeoutException, InterruptedException {
        TopicDescription description =
                await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        Map<TopicPartition, @Nullable Node> silent = new HashMap<>();
        long now = System.nanoTime();
        for (TopicPartitionInfo partition : description.partitions()) {
            if (board.isSilent(partition.partition(), now)) {
                silent.put(new TopicPartition(topic, partition.partition()), partition.leader());
            }
        }
        board.keepOnly(description.partitions().size());
        return silent;
    }

    private void reckon(Map<TopicPartition, @Nullable Node> leaders)
            throws ExecutionException, TimeoutException, InterruptedException {
        Set<TopicPartition> silent = leaders.keySet();
        HeadRoom room = retention();
        Map<TopicPartition, Long> begins = offsets(silent, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(silent, OffsetSpec.latest());
        Map<TopicPartition, Long> sizes = room.bytes().isPresent() ? sizes(leaders) : Map.of();
        Map<TopicPartition, Long> next = new HashMap<>();
        Map<TopicPartition, Long> unread = new HashMap<>();
        for (TopicPartition partition : silent) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            long from = stored.next(partition.partition()).orElse(begin);
            // Stored beyond the end: the topic is another one of the same name.
            from = from > end ? begin : from;
            next.put(partition, from);
            if (from < end && from >= begin) {
                unread.put(partition, from);
            }
        }
        Map<TopicPartition, Long> ages =
                room.millis().isPresent() ? ages(unread, room.millis().getAsLong()) : Map.of();
        for (TopicPartition partition : silent) {
            double part = room.of(
                    begins.getOrDefault(partition, 0L),
                    next.getOrDefault(partition, 0L),
                    ends.getOrDefault(partition, 0L),
                    ages.getOrDefault(partition, 0L),
                    sizes.getOrDefault(partition, -1L));
            board.reckoned(partition.partition(), part, System.nanoTime());
            metrics.reckoned();
        }
    }

    /// The age in milliseconds of the record at each of these offsets, found without reading one of them: an edge
    /// needs no right to read what others have sent.
    private Map<TopicPartition, Long> ages(Map<TopicPartition, Long> offsets, long retention)
            throws ExecutionException, TimeoutException, InterruptedException {
        long now = clock.millis();
        Map<TopicPartition, AgeSearch> searches = new HashMap<>();
        offsets.forEach((partition, offset) -> searches.put(partition, new AgeSearch(offset, now, retention)));
        for (int step = 0; step < AgeSearch.STEPS && !searches.isEmpty(); step++) {
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            searches.forEach((partition, search) -> asked.put(partition, OffsetSpec.forTimestamp(search.timestamp())));
            ListOffsetsResult answer = admin.listOffsets(asked);
            for (Map.Entry<TopicPartition, AgeSearch> search : searches.entrySet()) {
                search.getValue()
                        .answered(await(answer.partitionResult(search.getKey())).offset());
            }
        }
        Map<TopicPartition, Long> ages = new HashMap<>();
        searches.forEach((partition, search) -> ages.put(partition, search.ageMillis()));
        return ages;
    }

    private HeadRoom retention() throws ExecutionException, TimeoutException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = await(admin.describeConfigs(List.of(resource)).values().get(resource));
        return new HeadRoom(
                limit(config, TopicConfig.RETENTION_MS_CONFIG), limit(config, TopicConfig.RETENTION_BYTES_CONFIG));
    }

    /// The bytes on the leaders' disks, as far as Kafka tells: only to who may describe the cluster.
    private Map<TopicPartition, Long> sizes(Map<TopicPartition, @Nullable Node> leaders) throws InterruptedException {
        Set<Integer> brokers = new HashSet<>();
        for (@Nullable Node leader : leaders.values()) {
            if (leader != null) {
                brokers.add(leader.id());
            }
        }
        Map<TopicPartition, Long> sizes = new HashMap<>();
        try {
            for (Map<String, LogDirDescription> folders :
                    await(admin.describeLogDirs(brokers).allDescriptions()).values()) {
                for (LogDirDescription folder : folders.values()) {
                    folder.replicaInfos().forEach((place, replica) -> {
                        if (leaders.containsKey(place)) {
                            sizes.merge(place, replica.size(), Math::max);
                        }
                    });
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().setCause(e).log("Kafka does not tell how large its log is, estimating it");
        }
        return sizes;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        ListOffsetsResult answer = admin.listOffsets(asked);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            offsets.put(partition, await(answer.partitionResult(partition)).offset());
        }
        return offsets;
    }

    private static OptionalLong limit(Config config, String name) {
        ConfigEntry entry = config.get(name);
        long value = entry == null ? -1 : Long.parseLong(entry.value());
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static <T> T await(@Nullable KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (future == null) {
            throw new ExecutionException(new IllegalStateException("the admin client left a question out"));
        }
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
