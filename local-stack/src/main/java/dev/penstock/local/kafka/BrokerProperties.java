package dev.penstock.local.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The configuration of a broker that is its own controller and has no company.
final class BrokerProperties {

    private BrokerProperties() {}

    static Map<String, String> of(Path data, int port, int controllerPort, Map<String, String> overrides) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        // Voters by configuration, not by the stored quorum: the controller's port may change between starts.
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put("log.dirs", data.toString());

        // One broker holds the only copy of everything.
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");

        // As in production: a topic is made by somebody who means it, and never loses acknowledged records to a stale
        // copy.
        properties.put("auto.create.topics.enable", "false");
        properties.put("unclean.leader.election.enable", "false");

        // Groups form at once, and a member that was killed is missed after seconds.
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.consumer.min.heartbeat.interval.ms", "500");
        properties.put("group.consumer.heartbeat.interval.ms", "1000");
        properties.put("group.consumer.min.session.timeout.ms", "6000");
        properties.put("group.consumer.session.timeout.ms", "10000");

        // After a kill the controller refuses the broker's new life until the old one's session has ended.
        properties.put("broker.heartbeat.interval.ms", "400");
        properties.put("broker.session.timeout.ms", "2000");

        // Little disk, memory and work while nothing happens.
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.num.partitions", "2");
        properties.put("share.coordinator.state.topic.num.partitions", "2");
        properties.put("log.segment.bytes", String.valueOf(64 * 1024 * 1024));
        properties.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        properties.put("log.preallocate", "false");
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
        properties.put("metadata.log.segment.bytes", String.valueOf(8 * 1024 * 1024));
        properties.put("metadata.max.idle.interval.ms", "0");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");

        properties.putAll(overrides);
        return properties;
    }

    /// Those of another broker of a cluster: it has no part in the metadata but to read them.
    ///
    /// @param controller `host:port` of the cluster's controller
    static Map<String, String> joining(
            Path data, int port, int node, String controller, Map<String, String> overrides) {
        Map<String, String> properties = of(data, port, 0, Map.of());
        properties.put("process.roles", "broker");
        properties.put("node.id", Integer.toString(node));
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.putAll(overrides);
        return properties;
    }
}
