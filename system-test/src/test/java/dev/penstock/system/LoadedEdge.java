package dev.penstock.system;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An edge alone on a core, with broker, load generator and this test on another. No writer and no ClickHouse: the
/// edge needs neither.
///
/// The JVM is one that would be deployed: all its compilers, the heap a test asks for, and the image's flag that
/// ends it when memory runs out.
final class LoadedEdge implements AutoCloseable {

    private static final String PREFIX = "penstock.";

    private final Cores cores;
    private final Path folder;
    private final TestingKafka kafka;
    private final ControlPlane control;
    private final URI url;
    private final URI management;
    private final Application edge;

    private LoadedEdge(List<String> jvm, List<String> arguments) {
        this.cores = Cores.share();
        try {
            this.folder = Files.createTempDirectory("penstock-load");
            this.kafka = TestingKafka.start();
        } catch (IOException e) {
            cores.close();
            throw new UncheckedIOException("no temporary folder", e);
        } catch (RuntimeException e) {
            cores.close();
            throw e;
        }
        try {
            for (Topic topic : Topic.values()) {
                kafka.createTopic(topic.name(PREFIX), topic.partitions(), topic.settings());
            }
            ControlTopic topic =
                    new ControlTopic(Topic.CONTROL.name(PREFIX), Map.of("bootstrap.servers", kafka.bootstrap()));
            this.control = new ControlPlane(
                    new ControlWriter(
                            topic, new WriterSettings("load", Duration.ofSeconds(30)), InstantSource.system()),
                    InstantSource.system(),
                    new SecureRandom());
            int port = Pipeline.freePort();
            int managementPort = Pipeline.freePort();
            this.url = URI.create("http://127.0.0.1:" + port);
            this.management = URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus");
            List<String> all = new ArrayList<>(List.of(
                    "--server.port=" + port,
                    "--server.address=127.0.0.1",
                    "--management.server.port=" + managementPort,
                    "--management.server.address=127.0.0.1",
                    "--spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                    "--penstock.edge.durability=development"));
            all.addAll(arguments);
            List<String> flags = new ArrayList<>(List.of("-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC"));
            flags.addAll(jvm);
            this.edge = Application.start(
                    "ingest-edge", url.resolve("/readyz"), folder.resolve("edge.log"), cores.measured(), flags, all);
        } catch (RuntimeException e) {
            kafka.close();
            cores.close();
            throw e;
        }
    }

    /// Starts broker and edge, and waits until it is ready.
    ///
    /// @param jvm flags of the edge's JVM
    /// @param arguments properties of the edge, `--name=value`
    static LoadedEdge start(List<String> jvm, String... arguments) {
        return new LoadedEdge(jvm, List.of(arguments));
    }

    /// Creates an organization that nothing limits.
    ///
    /// @return a key of it
    String unlimited(String organization) {
        OrgId id = new OrgId(organization);
        require(control.createOrganization(id, organization));
        return newKey(id);
    }

    TestingKafka kafka() {
        return kafka;
    }

    URI url() {
        return url;
    }

    Application edge() {
        return edge;
    }

    Vitals vitals() {
        return new Vitals(edge.pid(), management);
    }

    EventsLog events() {
        return new EventsLog(kafka.bootstrap(), Topic.EVENTS.name(PREFIX), Topic.EVENTS.partitions());
    }

    @Override
    public void close() {
        try {
            edge.close();
        } finally {
            try {
                kafka.close();
            } finally {
                cores.close();
            }
        }
    }

    private String newKey(OrgId organization) {
        IngestionKey key = control.newKey("test");
        require(control.createKey(key, organization, Set.of(), null, "load"));
        return key.reveal();
    }

    private static void require(WriteResult result) {
        if (!(result instanceof WriteResult.Written)) {
            throw new IllegalStateException("the control topic was not written: " + result);
        }
    }
}
