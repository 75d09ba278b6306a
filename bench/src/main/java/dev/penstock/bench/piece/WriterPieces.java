package dev.penstock.bench.piece;

import dev.penstock.model.event.Event;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.EventDecoder;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Row;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Verdict;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.encode.BlockEncoder;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.encode.Encoding;
import dev.penstock.sink.encode.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// What the writer does for each event: from the bytes of the record to those of the insert.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WriterPieces {

    private final List<byte[]> records = new ArrayList<>();
    private final List<Event> events = Samples.events();
    private final Normalizer normalizer = new Normalizer(Definitions.NONE);
    private final Block block;
    private final BlockOrigin origin = new BlockOrigin(new TopicId(1, 2), 0, Samples.NOW);
    private final TableLayout layout = layout();
    private final BlockEncoder encoder = new BlockEncoder();

    public WriterPieces() {
        List<PlacedRow> rows = new ArrayList<>();
        for (Event event : events) {
            records.add(EventCodec.encode(event));
            rows.add(new PlacedRow(rows.size(), row(event)));
        }
        this.block = new Block(rows);
    }

    /// Per event of a hundred, as a batch is decoded.
    @Benchmark
    @OperationsPerInvocation(Samples.EVENTS)
    public void decode(Blackhole hole) throws MalformedRecordException {
        EventDecoder decoder = new EventDecoder();
        for (byte[] record : records) {
            hole.consume(decoder.decode(record));
        }
    }

    /// Per event of a stream without a definition.
    @Benchmark
    @OperationsPerInvocation(Samples.EVENTS)
    public void normalize(Blackhole hole) {
        for (Event event : events) {
            hole.consume(normalizer.normalize(event));
        }
    }

    /// Per row of the common columns, the block's token included.
    @Benchmark
    @OperationsPerInvocation(Samples.EVENTS)
    public Encoding encodeBlock() {
        return encoder.encode(block, origin, layout);
    }

    private Row row(Event event) {
        if (normalizer.normalize(event) instanceof Verdict.Fits fits) {
            return fits.row();
        }
        throw new IllegalStateException("an event of the corpus does not fit");
    }

    private static TableLayout layout() {
        List<Column> columns = List.of(
                new Column("org_id", "LowCardinality(String)"),
                new Column("stream", "LowCardinality(String)"),
                new Column("event_name", "LowCardinality(String)"),
                new Column("timestamp", "DateTime64(3, 'UTC')"),
                new Column("trace_id", "String"),
                new Column("event_id", "UUID"),
                new Column("payload", "String"),
                new Column("received_at", "DateTime64(3, 'UTC')"),
                new Column("clock_skew_ms", "Nullable(Int64)"),
                new Column("source_ip", "IPv6"),
                new Column("user_agent", "LowCardinality(String)"),
                new Column("request_id", "String"),
                new Column("definition_version", "UInt32"),
                new Column("kafka_partition", "UInt32"),
                new Column("kafka_offset", "UInt64"),
                new Column("ingested_at", "DateTime64(3, 'UTC')"));
        return switch (TableLayout.of(columns, Shape.COMMON)) {
            case TableLayout.Fitting fitting -> fitting.layout();
            case TableLayout.Misfit misfit -> throw new IllegalStateException(misfit.reason());
        };
    }
}
