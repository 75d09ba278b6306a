package dev.penstock.bench.piece;

import dev.penstock.bench.corpus.Corpus;
import dev.penstock.edge.authenticate.KeyDirectory;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.stamp.StampLimits;
import dev.penstock.edge.stamp.StreamDirectory;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/// What the pieces are fed with: a hundred clickstream events, and what goes with them.
final class Samples {

    static final int EVENTS = 100;
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final DecodeLimits LIMITS = new DecodeLimits(10_000, DataSize.ofKilobytes(900), 32, 20_000, 256, 100);
    static final StampLimits STAMP = new StampLimits(Duration.ofDays(400), Duration.ofHours(24));
    static final StreamName STREAM = new StreamName("bench");
    static final OrgId ORG = new OrgId("bench");

    private Samples() {}

    /// The body of a request.
    static byte[] body() {
        return Corpus.lines(EVENTS, Corpus.SMALL);
    }

    static IngestionKey key() {
        return IngestionKey.generate("bench", new SecureRandom());
    }

    static KeyRecord record(IngestionKey key) {
        return new KeyRecord(
                key.id(),
                ORG,
                key.environment(),
                key.secretHash(),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                NOW,
                null,
                "bench");
    }

    static RequestFacts request(KeyRecord key) {
        return new RequestFacts(
                key,
                STREAM,
                NOW,
                SourceAddress.UNKNOWN,
                "bench/1",
                "",
                Protocol.NATIVE,
                FieldReading.STRICT,
                "01900000-0000-7000-8000-000000000000",
                "",
                null,
                UnknownStreams.ANY);
    }

    /// The same events, stamped.
    static List<Event> events() {
        KeyId key = key().id();
        List<Event> events = new ArrayList<>(EVENTS);
        List<String> lines =
                new String(body(), StandardCharsets.US_ASCII).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            events.add(new Event(
                    ORG,
                    STREAM,
                    new EventId(i, i),
                    "page_view",
                    NOW,
                    "",
                    NOW,
                    null,
                    SourceAddress.UNKNOWN,
                    "bench/1",
                    "",
                    Protocol.NATIVE,
                    key,
                    "01900000-0000-7000-8000-000000000000",
                    "",
                    Payload.of(lines.get(i).getBytes(StandardCharsets.US_ASCII))));
        }
        return events;
    }

    /// Knows every stream.
    static StreamDirectory streams() {
        return new StreamDirectory() {
            @Override
            public boolean isDefined(StreamName stream) {
                return true;
            }

            @Override
            public UnknownStreams unknownStreams(OrgId org) {
                return UnknownStreams.ANY;
            }
        };
    }

    /// Knows this key.
    static KeyDirectory keys(KeyRecord known) {
        return new KeyDirectory() {
            @Override
            public Optional<KeyRecord> key(KeyId id) {
                return id.equals(known.id()) ? Optional.of(known) : Optional.empty();
            }

            @Override
            public Optional<Organization> organization(OrgId id) {
                return Optional.empty();
            }

            @Override
            public boolean caughtUp() {
                return true;
            }

            @Override
            public Duration behind() {
                return Duration.ZERO;
            }
        };
    }
}
