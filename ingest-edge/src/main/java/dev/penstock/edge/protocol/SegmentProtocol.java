package dev.penstock.edge.protocol;

import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.BodyLayout;
import dev.penstock.edge.decode.EnvelopeField;
import dev.penstock.edge.decode.EnvelopeNames;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Segment's tracking API: `POST /v1/track` and its kind, and `/v1/batch`; each also by its first letter, as Segment's
/// browser library calls them. The key is the user's name of Basic, a bearer token, or `writeKey` in the body.
///
/// Its clients drop what gets a 400 and send again what gets 429, 408 or most 5xx.
public final class SegmentProtocol implements ClientProtocol {

    private static final String KEY_MEMBER = "writeKey";

    private static final EnvelopeNames NAMES = EnvelopeNames.NOTHING
            .with(EnvelopeField.EVENT_ID, "messageId")
            .with(EnvelopeField.EVENT_NAME, "event", "type")
            .with(EnvelopeField.TIMESTAMP, "timestamp")
            .with(EnvelopeField.SENT_AT, "sentAt");

    private static final BodyForm BATCH =
            BodyForm.of(NAMES).in(new BodyLayout.Member("batch", "sentAt", List.of("context", "integrations")));

    // An event's type is often in the path alone.
    private static final Map<String, BodyForm> FORMS = forms();

    private static Map<String, BodyForm> forms() {
        Map<String, BodyForm> forms = new TreeMap<>();
        for (String call : List.of("track", "identify", "page", "screen", "group", "alias")) {
            BodyForm form = BodyForm.of(NAMES).defaulting(EnvelopeField.EVENT_NAME, call);
            forms.put("/v1/" + call, form);
            forms.put("/v1/" + call.charAt(0), form);
        }
        forms.put("/v1/batch", BATCH);
        forms.put("/v1/b", BATCH);
        return Map.copyOf(forms);
    }

    @Override
    public boolean owns(String path) {
        return FORMS.containsKey(path);
    }

    @Override
    public Protocol protocol() {
        return Protocol.SEGMENT;
    }

    @Override
    public FieldReading fields() {
        return FieldReading.LENIENT;
    }

    @Override
    public BodyForm form(RequestHead head) {
        return FORMS.getOrDefault(head.path(), BATCH);
    }

    @Override
    public @Nullable String key(RequestHead head) {
        String key = BasicKey.of(head);
        return key == null ? BearerKey.of(head) : key;
    }

    @Override
    public String keyMember() {
        return KEY_MEMBER;
    }

    @Override
    public Destination destination(RequestHead head) {
        return new Destination.OfKey();
    }

    @Override
    public String sdk(RequestHead head) {
        return Objects.requireNonNullElse(head.header("X-Penstock-SDK"), "");
    }

    @Override
    public Answer refused(Objection objection, String requestId) {
        return error(objection.refusal().status(), objection.refusal(), objection.detail(), List.of());
    }

    @Override
    public Answer settled(RequestHead head, Verdict verdict) {
        if (verdict.unknown() > 0) {
            return refused(Objection.of(Refusal.LOG_UNAVAILABLE), verdict.requestId());
        }
        if (verdict.taken().isEmpty()) {
            Rejection first = verdict.rejected().getFirst();
            return error(400, first.refusal(), first.detail(), verdict.rejected());
        }
        JsonText text = new JsonText().object().name("success").value(true);
        if (!verdict.rejected().isEmpty()) {
            NativeProtocol.rejected(text, verdict.rejected());
        }
        return new Answer(200, Answer.JSON, text.endObject().toString());
    }

    private static Answer error(int status, Refusal refusal, String detail, List<Rejection> rejected) {
        JsonText text = new JsonText()
                .object()
                .name("success")
                .value(false)
                .name("code")
                .value(refusal.code())
                .name("message")
                .value(detail);
        if (!rejected.isEmpty()) {
            NativeProtocol.rejected(text, rejected);
        }
        return new Answer(status, Answer.JSON, text.endObject().toString());
    }
}
