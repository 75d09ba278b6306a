package dev.penstock.system;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.load.Cores;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/// An edge alone on a core, with broker, load generator and this test on another. No writer and no ClickHouse: the
/// edge needs neither.
///
/// The JVM is one that would be deployed: all its compilers, the heap a test asks for, and the image's flag that
/// ends it when memory runs out.
final class LoadedEdge implements AutoCloseable {

    private static final String PREFIX = "penstock.";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Cores cores;
    private final Path folder;
    private final TestingKafka kafka;
    private final ControlWriter control;
    private final URI url;
    private final URI management;
    private final Application edge;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
            this.control = new ControlWriter(
                    topic, new WriterSettings("load", Duration.ofSeconds(30)), InstantSource.system());
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
            List<String> flags = new ArrayList<>(List.of("-XX:+ExitOnOutOfMemoryError"));
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

    /// Creates an organization, or gives it other limits, and a key of it. Returns once the edge knows the key.
    ///
    /// @return the key
    String organization(String name, Limits limits) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        OrgId id = new OrgId(name);
        write(new OrganizationFact(
                new Organization(id, name, OrganizationState.ACTIVE, now, limits, Limits.NONE, UnknownStreams.ANY)));
        IngestionKey key = IngestionKey.generate("test", random);
        write(new KeyFact(new KeyRecord(
                key.id(),
                id,
                key.environment(),
                key.secretHash(),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                now,
                null,
                "load")));
        awaitKnown(key.reveal());
        return key.reveal();
    }

    /// The same without limits.
    String unlimited(String organization) {
        return organization(organization, Limits.NONE);
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
            http.close();
            try {
                kafka.close();
            } finally {
                cores.close();
            }
        }
    }

    private void awaitKnown(String key) {
        Awaitility.await().atMost(PATIENCE).until(() -> post(key, "{}").statusCode() == 202);
    }

    /// Posts one event.
    HttpResponse<String> post(String key, String body) {
        return send(HttpRequest.newBuilder(url.resolve("/v1/events/probe"))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("the edge broke the connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the edge", e);
        }
    }

    private void write(ControlFact fact) {
        WriteResult result = control.write(current -> new Write(fact));
        if (!(result instanceof WriteResult.Written)) {
            throw new IllegalStateException("the control topic was not written: " + result);
        }
    }
}
