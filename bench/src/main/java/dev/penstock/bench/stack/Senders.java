package dev.penstock.bench.stack;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
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
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Makes organizations and keys, as an operator would, all of them in one change.
final class Senders {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    // What an organization is promised is accepted whatever the pressure is: the bench measures how fast the pipeline
    // is, not whom it refuses when it is full.
    private static final Limits GUARANTEED = new Limits(null, 1_000_000_000L, null);

    private final ControlWriter control;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Senders(String bootstrap, InstantSource clock) {
        ControlTopic topic = new ControlTopic(Topic.CONTROL.name(Stack.PREFIX), Map.of("bootstrap.servers", bootstrap));
        this.control = new ControlWriter(topic, new WriterSettings("bench", PATIENCE), clock);
        this.clock = clock;
    }

    /// A key for each of so many new organizations; returns once the edge knows them.
    List<String> create(String name, int organizations, URI edge) {
        List<OrgId> ids = IntStream.range(0, organizations)
                .mapToObj(i -> new OrgId(name + "-" + i))
                .toList();
        return create(ids, name, Limits.NONE, edge);
    }

    /// A key of one new organization; returns once the edge knows it.
    String create(OrgId organization, Limits limits, URI edge) {
        return create(List.of(organization), organization.value(), limits, edge).getFirst();
    }

    private List<String> create(List<OrgId> organizations, String name, Limits limits, URI edge) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<ControlFact> facts = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (OrgId id : organizations) {
            facts.add(new OrganizationFact(
                    new Organization(id, name, OrganizationState.ACTIVE, now, limits, GUARANTEED, UnknownStreams.ANY)));
            IngestionKey key = IngestionKey.generate("bench", random);
            facts.add(new KeyFact(new KeyRecord(
                    key.id(),
                    id,
                    key.environment(),
                    key.secretHash(),
                    KeyState.ACTIVE,
                    Set.of(),
                    Set.of(KeyScope.INGEST),
                    now,
                    null,
                    "bench")));
            keys.add(key.reveal());
        }
        WriteResult result = control.write(current -> new Write(facts));
        if (!(result instanceof WriteResult.Written)) {
            throw new IllegalStateException("the control topic was not written: " + result);
        }
        awaitKnown(keys.getLast(), edge);
        return keys;
    }

    private void awaitKnown(String key, URI edge) {
        HttpRequest request = HttpRequest.newBuilder(edge.resolve("/v1/events"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString("[]"))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int status = 0;
        while (System.nanoTime() - deadline < 0) {
            try {
                status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status != 401 && status != 429 && status != 503) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (IOException e) {
                throw new UncheckedIOException("the edge broke the connection", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the edge learned keys", e);
            }
        }
        throw new IllegalStateException("the edge does not know its keys after " + PATIENCE + ": " + status);
    }
}
