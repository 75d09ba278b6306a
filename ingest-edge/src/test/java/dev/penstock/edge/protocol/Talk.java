package dev.penstock.edge.protocol;

import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.BodyReader;
import dev.penstock.edge.decode.BodyReading;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.decode.Envelope;
import dev.penstock.edge.decode.EventVisitor;
import dev.penstock.edge.stamp.EventStamp;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.stamp.StampLimits;
import dev.penstock.edge.stamp.Stamping;
import dev.penstock.edge.stamp.StreamDirectory;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// A request and what an adapter makes of it, with everything behind the adapter but authentication, packing and Kafka.
final class Talk implements RequestHead {

    static final Instant NOW = Instant.parse("2026-06-15T12:00:00.123Z");
    static final OrgId ORG = new OrgId("acme");
    static final IngestionKey KEY = IngestionKey.generate("test", new SecureRandom());

    private static final BodyReader READER =
            new BodyReader(new DecodeLimits(10, DataSize.ofKilobytes(10), 8, 1000, 64, 100));
    private static final EventStamp STAMP = new EventStamp(
            new StampLimits(Duration.ofDays(400), Duration.ofHours(24)), new AnyStream(), new EventIdGenerator());

    private final String method;
    private final String path;
    private final Map<String, String> parameters = new TreeMap<>();
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /// What became of the request.
    ///
    /// @param events as they would go to Kafka
    record Told(List<Event> events, Answer answer) {

        Event event() {
            if (events.size() != 1) {
                throw new AssertionError(events.size() + " events: " + answer);
            }
            return events.getFirst();
        }

        String payload() {
            return text(event());
        }

        static String text(Event event) {
            return new String(event.payload().toByteArray(), StandardCharsets.UTF_8);
        }
    }

    Talk(String method, String target, String... headers) {
        int query = target.indexOf('?');
        this.method = method;
        this.path = query < 0 ? target : target.substring(0, query);
        StringTokenizer pairs = new StringTokenizer(query < 0 ? "" : target.substring(query + 1), "&");
        while (pairs.hasMoreTokens()) {
            String pair = pairs.nextToken();
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(
                    equals < 0 ? pair : pair.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        for (int i = 0; i < headers.length; i += 2) {
            this.headers.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
    }

    /// Posts to an adapter.
    static Told post(ClientProtocol protocol, String target, String body, String... headers) {
        return new Talk("POST", target, headers).to(protocol, body.getBytes(StandardCharsets.UTF_8));
    }

    Told to(ClientProtocol protocol, byte[] body) {
        Answer aside = protocol.aside(this, NOW);
        if (aside != null) {
            return new Told(List.of(), aside);
        }
        if (!protocol.takes(method)) {
            return refused(protocol, Objection.of(Refusal.METHOD_NOT_ALLOWED));
        }
        String key = protocol.key(this);
        String member = protocol.keyMember();
        if (key == null && member != null) {
            key = READER.member(body, body.length, "batch", member);
        }
        if (!KEY.reveal().equals(key)) {
            return refused(protocol, Objection.of(key == null ? Refusal.MISSING_KEY : Refusal.UNKNOWN_KEY));
        }
        if (protocol.destination(this) instanceof Destination.Refused no) {
            return refused(protocol, new Objection(no.refusal(), no.detail()));
        }
        BodyForm form = protocol.form(this).hiding(protocol.repeatsKey() ? key : null);
        Capture capture = new Capture(protocol);
        return switch (READER.read(body, body.length, form, capture)) {
            case BodyReading.Refused no -> refused(protocol, new Objection(no.refusal(), no.detail()));
            case BodyReading.Complete all ->
                new Told(
                        capture.events,
                        protocol.settled(this, new Verdict("req", capture.events, 0, capture.rejected)));
        };
    }

    private static Told refused(ClientProtocol protocol, Objection objection) {
        return new Told(List.of(), protocol.refused(objection, "req"));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public Set<String> headerNames() {
        return headers.keySet();
    }

    @Override
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }

    private final class Capture implements EventVisitor {

        private final RequestFacts facts;
        private final List<Event> events = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();

        Capture(ClientProtocol protocol) {
            KeyRecord key = new KeyRecord(
                    KEY.id(),
                    ORG,
                    "test",
                    KEY.secretHash(),
                    KeyState.ACTIVE,
                    Set.of(),
                    Set.of(KeyScope.INGEST),
                    NOW,
                    null,
                    "");
            this.facts = new RequestFacts(
                    key,
                    StreamName.DEFAULT,
                    NOW,
                    SourceAddress.UNKNOWN,
                    "",
                    protocol.sdk(Talk.this),
                    protocol.protocol(),
                    protocol.fields(),
                    "req",
                    "",
                    null,
                    UnknownStreams.ANY);
        }

        @Override
        public void event(int index, Payload payload, Envelope envelope) {
            switch (STAMP.stamp(facts, index, payload, envelope)) {
                case Stamping.Stamped stamped -> events.add(stamped.event());
                case Stamping.Refused no -> rejected(index, no.refusal(), no.detail());
            }
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            rejected.add(new Rejection(index, refusal, detail));
        }
    }

    private static final class AnyStream implements StreamDirectory {

        @Override
        public boolean isDefined(StreamName stream) {
            return true;
        }

        @Override
        public UnknownStreams unknownStreams(OrgId org) {
            return UnknownStreams.ANY;
        }
    }
}
