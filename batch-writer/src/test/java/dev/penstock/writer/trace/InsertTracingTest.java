package dev.penstock.writer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.model.event.Event;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Verdict;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.SampleEvents;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.batch.Trigger;
import dev.penstock.writer.trace.InsertTracing.TracedInsert;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InsertTracingTest {

    private static final BlockOrigin ORIGIN = new BlockOrigin(new TopicId(1, 2), 3, SampleEvents.MAY);
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:03Z");
    private static final long RECEIVED = SampleEvents.MAY.toEpochMilli();

    private static final String FIRST = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String SECOND = "00-11111111111111111111111111111111-2222222222222222-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private final InsertTracing tracing = InsertTracing.with(provider.get("test"), InstantSource.fixed(NOW));

    @AfterEach
    void end() {
        provider.close();
    }

    @Test
    void eachTracedRequestSeesWhenItsEventsWereStoredAndTheInsertLinksToAllOfThem() {
        store(record(7, FIRST), record(8, null), record(9, SECOND), record(10, FIRST));

        SpanData insert = named("insert").getFirst();
        List<SpanData> stored = named("penstock.stored");
        assertThat(insert.getParentSpanContext().isValid()).isFalse();
        assertThat(insert.getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactlyInAnyOrder("00f067aa0ba902b7", "2222222222222222");
        assertThat(insert.getAttributes().asMap())
                .containsEntry(AttributeKey.longKey("penstock.rows"), 4L)
                .containsEntry(AttributeKey.longKey("penstock.partition"), 3L)
                .containsEntry(AttributeKey.longKey("penstock.first_offset"), 7L)
                .containsEntry(AttributeKey.longKey("penstock.last_offset"), 10L)
                .containsEntry(AttributeKey.stringKey("penstock.table"), "events_raw")
                .containsEntry(AttributeKey.stringKey("penstock.outcome"), "stored");
        assertThat(stored)
                .extracting(SpanData::getTraceId, SpanData::getParentSpanId)
                .containsExactlyInAnyOrder(
                        tuple("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"),
                        tuple("11111111111111111111111111111111", "2222222222222222"));
        for (SpanData span : stored) {
            assertThat(span.getLinks()).extracting(LinkData::getSpanContext).containsExactly(insert.getSpanContext());
            assertThat(span.getStartEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(RECEIVED));
            assertThat(span.getEndEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(NOW.toEpochMilli()));
        }
        assertThat(stored)
                .extracting(span -> span.getAttributes().get(AttributeKey.longKey("penstock.events")))
                .containsExactlyInAnyOrder(2L, 1L);
    }

    @Test
    void anInsertThatDidNotStoreSaysSoAndNobodyElseDoes() {
        Batch batch = batch(record(7, FIRST));

        Objects.requireNonNull(tracing.begin(batch, block(7), ORIGIN)).end("retry", false);

        assertThat(named("insert").getFirst().getAttributes().get(AttributeKey.stringKey("penstock.outcome")))
                .isEqualTo("retry");
        assertThat(named("penstock.stored")).isEmpty();
    }

    @Test
    void withoutATracedEventInItAnInsertIsNotTraced() {
        Batch batch = batch(record(7, null), record(8, FIRST), record(9, null));

        assertThat(tracing.begin(batch, block(7, 9), ORIGIN)).isNull();
        assertThat(tracing.begin(batch, block(7, 8, 9), ORIGIN)).isNotNull();
        assertThat(InsertTracing.NONE.begin(batch, block(7, 8, 9), ORIGIN)).isNull();
    }

    @Test
    void aHeaderThatIsNoneIsNothing() {
        assertThat(tracing.begin(
                        batch(
                                record(7, "what"),
                                record(8, FIRST.replace("-01", "-00")),
                                record(9, "00-00000000000000000000000000000000-00f067aa0ba902b7-01")),
                        block(7, 8, 9),
                        ORIGIN))
                .isNull();
    }

    @Test
    void ofManyTracedRequestsSomeAreTold() {
        SourceRecord[] records = new SourceRecord[100];
        for (int i = 0; i < records.length; i++) {
            records[i] = record(i, "00-%032x-%016x-01".formatted(i + 1, i + 1));
        }

        store(records);

        assertThat(named("insert").getFirst().getLinks()).hasSize(InsertTracing.MOST_REQUESTS);
        assertThat(named("penstock.stored")).hasSize(InsertTracing.MOST_REQUESTS);
    }

    private void store(SourceRecord... records) {
        long[] offsets = new long[records.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = records[i].offset();
        }
        TracedInsert insert = Objects.requireNonNull(tracing.begin(batch(records), block(offsets), ORIGIN));
        insert.end("stored", true);
    }

    private List<SpanData> named(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static Batch batch(SourceRecord... records) {
        return new Batch(List.of(records), Trigger.ROWS);
    }

    private static Block block(long... offsets) {
        List<PlacedRow> rows = new ArrayList<>();
        for (long offset : offsets) {
            Event event = SampleEvents.event((int) offset);
            if (new Normalizer(Definitions.NONE).normalize(event) instanceof Verdict.Fits fits) {
                rows.add(new PlacedRow(offset, fits.row()));
            }
        }
        return new Block(rows);
    }

    private static SourceRecord record(long offset, @Nullable String traceParent) {
        byte[] value = EventCodec.encode(SampleEvents.event((int) offset));
        return new SourceRecord(offset, 4, RECEIVED, value, traceParent, 1, 0);
    }
}
