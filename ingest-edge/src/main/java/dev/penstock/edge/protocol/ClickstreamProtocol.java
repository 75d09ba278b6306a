package dev.penstock.edge.protocol;

import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.EnvelopeField;
import dev.penstock.edge.decode.EnvelopeNames;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// AWS Clickstream Analytics: `/collect?appId=…`, with any method, and `GET /ping`.
///
/// Its web client takes 200 for success and nothing else, and sends again, for ever and ahead of everything newer,
/// what got another answer. So a request whose events were judged is 200 even if none of them could be taken: a browser
/// with one bad event would never be heard of again. `hashCode` is not checked, and `compression` not believed: the
/// original does neither, and JSON is checked anyway.
public final class ClickstreamProtocol implements ClientProtocol {

    private static final String COLLECT = "/collect";
    private static final String PING = "/ping";

    // Ids are unique within an app. An app is a key, which the same organization may have many of.
    private static final BodyForm FORM = BodyForm.of(EnvelopeNames.NOTHING
                    .with(EnvelopeField.EVENT_ID, "event_id")
                    .with(EnvelopeField.ID_SCOPE, "app_id")
                    .with(EnvelopeField.EVENT_NAME, "event_type")
                    .with(EnvelopeField.TIMESTAMP, "timestamp"))
            .maybeBase64();

    @Override
    public boolean owns(String path) {
        return path.equals(COLLECT) || path.equals(PING);
    }

    @Override
    public boolean takes(String method) {
        return true;
    }

    /// Its clients set their clocks by it: seconds, to the millisecond.
    @Override
    public @Nullable Answer aside(RequestHead head, Instant now) {
        if (!head.path().equals(PING)) {
            return null;
        }
        long millis = now.toEpochMilli();
        return new Answer(
                200,
                Answer.JSON,
                String.format(Locale.ROOT, "{\"timestamp\":%d.%03d}", millis / 1000, Math.floorMod(millis, 1000)));
    }

    @Override
    public Protocol protocol() {
        return Protocol.CLICKSTREAM;
    }

    @Override
    public FieldReading fields() {
        return FieldReading.LENIENT;
    }

    @Override
    public BodyForm form(RequestHead head) {
        return FORM;
    }

    @Override
    public @Nullable String key(RequestHead head) {
        return head.parameter("appId");
    }

    @Override
    public boolean repeatsKey() {
        return true;
    }

    @Override
    public Destination destination(RequestHead head) {
        return new Destination.OfKey();
    }

    @Override
    public String sdk(RequestHead head) {
        return Objects.requireNonNullElse(head.parameter("platform"), "");
    }

    @Override
    public Answer refused(Objection objection, String requestId) {
        int status = objection.refusal().status();
        return new Answer(
                status == 401 ? 403 : status,
                Answer.JSON,
                new JsonText()
                        .object()
                        .name("code")
                        .value(objection.refusal().code())
                        .name("message")
                        .value(objection.detail())
                        .endObject()
                        .toString());
    }

    @Override
    public Answer settled(RequestHead head, Verdict verdict) {
        return verdict.unknown() > 0
                ? refused(Objection.of(Refusal.LOG_UNAVAILABLE), verdict.requestId())
                : Answer.empty(200);
    }
}
