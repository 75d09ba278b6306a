package dev.penstock.local.testing;

import com.github.dockerjava.api.DockerClient;
import dev.penstock.local.process.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.testcontainers.clickhouse.ClickHouseContainer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/// A server as a container. Its port on this machine is fixed at the first start, so that it is the same after a
/// restart.
final class ContainerServer implements TestingServer {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final GenericContainer<?> container;
    private final Supplier<String> addressNow;
    private final Predicate<String> answers;
    private @Nullable String address;

    private ContainerServer(GenericContainer<?> container, Supplier<String> addressNow, Predicate<String> answers) {
        this.container = container;
        this.addressNow = addressNow;
        this.answers = answers;
    }

    static ContainerServer kafka(Map<String, String> brokerProperties) {
        KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(Images.KAFKA));
        brokerProperties.forEach(
                (name, value) -> kafka.withEnv("KAFKA_" + name.replace('.', '_').toUpperCase(Locale.ROOT), value));
        kafka.withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        kafka.setPortBindings(List.of(freePort() + ":9092"));
        return new ContainerServer(kafka, kafka::getBootstrapServers, ContainerServer::kafkaAnswers);
    }

    static ContainerServer clickHouse() {
        ClickHouseContainer clickHouse = new ClickHouseContainer(DockerImageName.parse(Images.CLICKHOUSE))
                .withUsername("default")
                .withPassword("")
                .withEnv("CLICKHOUSE_SKIP_USER_SETUP", "1");
        clickHouse.setPortBindings(List.of(freePort() + ":8123"));
        return new ContainerServer(
                clickHouse,
                () -> clickHouse.getHost() + ":" + clickHouse.getMappedPort(8123),
                ContainerServer::clickHouseAnswers);
    }

    @Override
    public void start() {
        container.start();
        address = addressNow.get();
    }

    @Override
    public String address() {
        String current = address;
        if (current == null) {
            throw new IllegalStateException("the container has not been started");
        }
        return current;
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void restart() {
        if (container.isRunning()) {
            stop();
        }
        // The same container, so with the same data and port; Testcontainers' own start would make a new one.
        docker().startContainerCmd(container.getContainerId()).exec();
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers.test(address())) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        container.getDockerImageName() + " did not become ready. Its log:\n" + container.getLogs());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        container.close();
    }

    private static boolean kafkaAnswers(String address) {
        Map<String, Object> properties = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean clickHouseAnswers(String address) {
        try (InputStream answer =
                URI.create("http://" + address + "/ping").toURL().openStream()) {
            return answer.read() == 'O';
        } catch (IOException e) {
            return false;
        }
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private static int freePort() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
