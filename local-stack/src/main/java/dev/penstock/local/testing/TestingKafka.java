package dev.penstock.local.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/// A real Kafka broker for a test, in a process of its own. One broker, unless a test asks for more: replication factor
/// and min ISR are 1.
///
/// `-Dpenstock.backend=containers` makes it a container of [Images#KAFKA]. Not thread-safe.
public final class TestingKafka implements AutoCloseable {

    private final TestingServer server;
    private final Map<String, String> brokerProperties;

    private TestingKafka(TestingServer server, Map<String, String> brokerProperties) {
        this.server = server;
        this.brokerProperties = Map.copyOf(brokerProperties);
    }

    /// Starts a broker with an empty data directory and waits until it answers.
    ///
    /// @throws IllegalStateException with the end of the broker's log when it does not
    public static TestingKafka start() {
        return start(Map.of());
    }

    /// As [#start()], with properties of the broker that differ from the local stack's own.
    public static TestingKafka start(Map<String, String> brokerProperties) {
        TestingServer server = TestingServer.inContainers()
                ? ContainerServer.kafka(brokerProperties)
                : local(brokerProperties, List.of());
        server.start();
        return new TestingKafka(server, brokerProperties);
    }

    /// Starts a second broker of the same cluster, with the same properties, and waits until it answers. For a test
    /// that takes a replica away: it has no topics until somebody gives it some.
    ///
    /// @throws IllegalStateException in containers, or with the end of the broker's log when it does not answer
    public TestingKafka startBeside() {
        return startBeside(2, Map.of());
    }

    /// As [#startBeside()], for a third broker too, and for one that asks who one is.
    ///
    /// @param node another number than the cluster's other brokers have, from 2 on
    /// @param client settings of a client that may describe the cluster, beside `bootstrap.servers`
    public TestingKafka startBeside(int node, Map<String, String> client) {
        if (TestingServer.inContainers()) {
            throw new IllegalStateException("a second broker is for the local backend alone");
        }
        ConfigResource first = new ConfigResource(ConfigResource.Type.BROKER, "1");
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        try (Admin admin = Admin.create(settings)) {
            String cluster = admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS);
            Config configuration = Objects.requireNonNull(admin.describeConfigs(List.of(first))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(first));
            String voters = Objects.requireNonNull(configuration.get("controller.quorum.voters"))
                    .value();
            TestingServer second = local(
                    brokerProperties,
                    List.of(
                            "--join=" + voters.substring(voters.indexOf('@') + 1),
                            "--cluster=" + cluster,
                            "--node=" + node));
            second.start();
            return new TestingKafka(second, brokerProperties);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the first broker does not say what a second one needs", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static TestingServer local(Map<String, String> brokerProperties, List<String> others) {
        List<String> arguments = new ArrayList<>(others);
        brokerProperties.forEach((name, value) -> arguments.add("--set." + name + "=" + value));
        return new LocalServer(
                "dev.penstock.local.kafka.LocalKafka",
                List.of("-Xms64m", "-Xmx512m", "--sun-misc-unsafe-memory-access=allow"),
                arguments);
    }

    /// `host:port` for `bootstrap.servers`; the same after a restart.
    public String bootstrap() {
        return server.address();
    }

    /// Creates the topic and waits until its partitions have leaders.
    public void createTopic(String name, int partitions, Map<String, String> config) {
        Map<String, Object> properties = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(
                            new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(config)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topic " + name + " could not be created", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// As [#createTopic(String, int, Map)] with the broker's defaults.
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /// SIGKILL, as when the machine's memory runs out. Acknowledged records are still there after [#restart].
    public void kill() {
        server.kill();
    }

    /// SIGTERM, and waits for the end.
    public void stop() {
        server.stop();
    }

    /// Starts it again with the same port and data; stops it before when it still runs.
    public void restart() {
        server.restart();
    }

    /// SIGSTOP: connections stay open and nothing answers, as when a network drops everything.
    public void pause() {
        server.pause();
    }

    /// Ends [#pause].
    public void resume() {
        server.resume();
    }

    /// Ends the broker and deletes its data.
    @Override
    public void close() {
        server.close();
    }
}
