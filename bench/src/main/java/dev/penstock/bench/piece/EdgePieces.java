package dev.penstock.bench.piece;

import dev.penstock.edge.authenticate.Authentication;
import dev.penstock.edge.authenticate.AuthenticationPolicy;
import dev.penstock.edge.authenticate.Authenticator;
import dev.penstock.edge.authenticate.BadKeyPolicy;
import dev.penstock.edge.authenticate.BadKeys;
import dev.penstock.edge.authenticate.LastUse;
import dev.penstock.edge.authenticate.Presented;
import dev.penstock.edge.decode.BodyReader;
import dev.penstock.edge.decode.BodyReading;
import dev.penstock.edge.decode.Envelope;
import dev.penstock.edge.decode.EventVisitor;
import dev.penstock.edge.stamp.EventStamp;
import dev.penstock.edge.stamp.RequestFacts;
import dev.penstock.edge.stamp.Stamping;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.wire.EventCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// What the edge does for a request and its events, from the key to the bytes of the record.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EdgePieces {

    private final byte[] body = Samples.body();
    private final BodyReader reader = new BodyReader(Samples.LIMITS);
    private final EventStamp stamp = new EventStamp(Samples.STAMP, Samples.streams(), new EventIdGenerator());
    private final RequestFacts request;
    private final Presented presented;
    private final Authenticator authenticator;

    public EdgePieces() {
        IngestionKey key = Samples.key();
        KeyRecord known = Samples.record(key);
        this.request = Samples.request(known);
        this.presented = new Presented(key.reveal(), null, SourceAddress.UNKNOWN);
        this.authenticator = new Authenticator(
                Samples.keys(known),
                new AuthenticationPolicy(null, Duration.ofSeconds(60)),
                () -> Samples.NOW,
                new BadKeys(new BadKeyPolicy(60, 30, 10_000), System::nanoTime),
                new LastUse());
    }

    /// Per request.
    @Benchmark
    public Authentication keyCheck() {
        return authenticator.authenticate(presented);
    }

    /// Per event of a hundred: the lines of an NDJSON body are found, checked as JSON, and their envelope fields read.
    @Benchmark
    @OperationsPerInvocation(Samples.EVENTS)
    public BodyReading splitAndScan(Blackhole hole) {
        return reader.read(body, body.length, new Visitor(hole) {
            @Override
            public void event(int index, Payload payload, Envelope envelope) {
                sink().consume(payload);
            }
        });
    }

    /// The same, and the event gets what the edge knows, and becomes the bytes of its record.
    @Benchmark
    @OperationsPerInvocation(Samples.EVENTS)
    public BodyReading splitScanStampAndEncode(Blackhole hole) {
        return reader.read(body, body.length, new Visitor(hole) {
            @Override
            public void event(int index, Payload payload, Envelope envelope) {
                if (stamp.stamp(request, index, payload, envelope) instanceof Stamping.Stamped stamped) {
                    sink().consume(EventCodec.encode(stamped.event()));
                } else {
                    throw new IllegalStateException("an event of the corpus is refused");
                }
            }
        });
    }

    private abstract static class Visitor implements EventVisitor {

        private final Blackhole hole;

        Visitor(Blackhole hole) {
            this.hole = hole;
        }

        Blackhole sink() {
            return hole;
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            throw new IllegalStateException("an event of the corpus is rejected: " + detail);
        }
    }
}
