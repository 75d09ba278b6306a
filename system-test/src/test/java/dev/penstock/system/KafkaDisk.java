package dev.penstock.system;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/// What one broker keeps of a topic.
final class KafkaDisk implements AutoCloseable {

    private static final int BROKER = 1;

    private final Admin admin;
    private final String topic;

    KafkaDisk(String bootstrap, String topic) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        this.topic = topic;
    }

    /// Bytes by partition.
    Map<Integer, Long> bytes() {
        Map<Integer, Long> bytes = new TreeMap<>();
        get(admin.describeLogDirs(List.of(BROKER)).allDescriptions())
                .values()
                .forEach(folders -> folders.values()
                        .forEach(folder -> folder.replicaInfos().forEach((place, replica) -> {
                            if (place.topic().equals(topic)) {
                                bytes.put(place.partition(), replica.size());
                            }
                        })));
        return bytes;
    }

    /// Changes settings of the topic.
    void keep(Map<String, String> settings) {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        get(admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                .all());
    }

    @Override
    public void close() {
        admin.close();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka", e);
        }
    }
}
