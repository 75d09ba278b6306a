package dev.penstock.ctl.replay.plan;

import dev.penstock.ctl.terminal.Json;
import dev.penstock.model.event.Payload;
import dev.penstock.model.topic.TopicId;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A plan as the text of its file, and back. The file carries the hash of everything else in it.
public final class PlanText {

    private static final int VERSION = 1;

    private PlanText() {}

    /// The document of a plan's file, the hash included.
    public static Map<String, Object> document(ReplayPlan plan) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("replay", plan.id());
        whole.put("hash", plan.hash());
        whole.putAll(hashed(plan));
        return whole;
    }

    /// Reads what [#document] became.
    ///
    /// @throws ReplayRefusedException when it is no plan, or was changed afterwards
    public static ReplayPlan read(String text) {
        ReplayPlan plan;
        String hash;
        try {
            JsonObject file = object(JsonReader.read(Payload.of(text)));
            if (number(file, "version") != VERSION) {
                throw new IllegalArgumentException("its version is not " + VERSION);
            }
            hash = text(file, "hash");
            plan = new ReplayPlan(
                    text(file, "cluster"),
                    text(file, "topic"),
                    TopicId.parse(text(file, "topic_id")),
                    spans(file),
                    filter(object(member(file, "filter"))),
                    number(file, "definitions_at_revision"),
                    Instant.parse(text(file, "planned_at")),
                    text(file, "database"));
        } catch (MalformedJsonException | RuntimeException e) {
            throw ReplayRefusedException.unclear(
                    "this is no plan of a replay (" + e.getMessage() + ")", "make one with `ingestctl replay plan`");
        }
        if (!plan.hash().equals(hash)) {
            throw ReplayRefusedException.refused(
                    "the plan was changed after it was made: it does not have its hash any more",
                    "make another one with `ingestctl replay plan`");
        }
        return plan;
    }

    static String hashOf(ReplayPlan plan) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(Json.of(hashed(plan)).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Map<String, Object> hashed(ReplayPlan plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", VERSION);
        document.put("cluster", plan.cluster());
        document.put("topic", plan.topic());
        document.put("topic_id", plan.topicId());
        document.put("spans", plan.spans().stream().map(PlanText::span).toList());
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("organizations", plan.filter().organizations());
        filter.put("streams", plan.filter().streams());
        filter.put("event_names", plan.filter().names());
        PayloadPredicate where = plan.filter().where();
        filter.put("where", where == null ? null : where.text());
        document.put("filter", filter);
        document.put("definitions_at_revision", plan.revision());
        document.put("planned_at", plan.plannedAt());
        document.put("database", plan.database());
        return document;
    }

    private static Map<String, Object> span(PlannedSpan planned) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("partition", planned.span().partition());
        document.put("from", planned.span().from());
        document.put("to", planned.span().to());
        document.put("log_start", planned.logStart());
        document.put("log_end", planned.logEnd());
        document.put("records", planned.records());
        document.put("matching", planned.matching());
        document.put("bytes", planned.bytes());
        document.put("first", planned.first());
        document.put("last", planned.last());
        return document;
    }

    private static List<PlannedSpan> spans(JsonObject file) {
        List<PlannedSpan> spans = new ArrayList<>();
        for (JsonValue value : array(member(file, "spans")).elements()) {
            JsonObject span = object(value);
            spans.add(new PlannedSpan(
                    new OffsetSpan(
                            Math.toIntExact(number(span, "partition")), number(span, "from"), number(span, "to")),
                    number(span, "log_start"),
                    number(span, "log_end"),
                    number(span, "records"),
                    number(span, "matching"),
                    number(span, "bytes"),
                    time(member(span, "first")),
                    time(member(span, "last"))));
        }
        return spans;
    }

    private static ReplayFilter filter(JsonObject filter) {
        JsonValue where = member(filter, "where");
        return new ReplayFilter(
                texts(member(filter, "organizations")),
                texts(member(filter, "streams")),
                texts(member(filter, "event_names")),
                where instanceof JsonNull ? null : PayloadPredicate.parse(text(where)));
    }

    private static List<String> texts(JsonValue value) {
        return array(value).elements().stream().map(PlanText::text).toList();
    }

    private static @Nullable Instant time(JsonValue value) {
        return value instanceof JsonNull ? null : Instant.parse(text(value));
    }

    private static String text(JsonObject object, String name) {
        return text(member(object, name));
    }

    private static String text(JsonValue value) {
        if (value instanceof JsonText is) {
            return is.value();
        }
        throw new IllegalArgumentException("there is " + value.kind() + " instead of a text");
    }

    private static long number(JsonObject object, String name) {
        if (member(object, name) instanceof JsonNumber is) {
            return Long.parseLong(is.text());
        }
        throw new IllegalArgumentException(name + " is no number");
    }

    private static JsonValue member(JsonObject object, String name) {
        JsonValue value = object.member(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static JsonObject object(JsonValue value) {
        if (value instanceof JsonObject is) {
            return is;
        }
        throw new IllegalArgumentException("there is " + value.kind() + " instead of an object");
    }

    private static JsonArray array(JsonValue value) {
        if (value instanceof JsonArray is) {
            return is;
        }
        throw new IllegalArgumentException("there is " + value.kind() + " instead of a list");
    }
}
