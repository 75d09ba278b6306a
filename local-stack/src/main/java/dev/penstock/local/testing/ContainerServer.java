package dev.penstock.local.testing;

import com.github.dockerjava.api.DockerClient;
import dev.penstock.local.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.clickhouse.ClickHouseContainer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/// A server as a container. Its port on this machine is fixed at the first start, so that it is the same after a
/// restart.
final class ContainerServer implements TestingServer {

    private final GenericContainer<?> container;
    private final Supplier<String> addressNow;
    private @Nullable String address;

    private ContainerServer(GenericContainer<?> container, Supplier<String> addressNow) {
        this.container = container;
        this.addressNow = addressNow;
    }

    static ContainerServer kafka(Map<String, String> brokerProperties) {
        KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(Images.KAFKA));
        brokerProperties.forEach((name, value) ->
                kafka.withEnv("KAFKA_" + name.replace('.', '_').toUpperCase(java.util.Locale.ROOT), value));
        kafka.withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        kafka.setPortBindings(java.util.List.of(freePort() + ":9092"));
        return new ContainerServer(kafka, kafka::getBootstrapServers);
    }

    static ContainerServer clickHouse() {
        ClickHouseContainer clickHouse = new ClickHouseContainer(DockerImageName.parse(Images.CLICKHOUSE))
                .withUsername("default")
                .withPassword("")
                .withEnv("CLICKHOUSE_SKIP_USER_SETUP", "1");
        clickHouse.setPortBindings(java.util.List.of(freePort() + ":8123"));
        return new ContainerServer(clickHouse, () -> clickHouse.getHost() + ":" + clickHouse.getMappedPort(8123));
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
    }

    @Override
    public void close() {
        container.close();
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
