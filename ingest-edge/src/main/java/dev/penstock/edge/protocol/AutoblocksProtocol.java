package dev.penstock.edge.protocol;

import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.EnvelopeField;
import dev.penstock.edge.decode.EnvelopeNames;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Autoblocks: `POST /`, one event a request. The answer repeats the trace id, by which its clients know theirs.
///
/// They send no event id, give up after five seconds and never try again: at most once is what they make of it.
public final class AutoblocksProtocol implements ClientProtocol {

    private static final BodyForm FORM = BodyForm.of(EnvelopeNames.NOTHING
            .with(EnvelopeField.EVENT_NAME, "message")
            .with(EnvelopeField.TRACE_ID, "traceId")
            .with(EnvelopeField.TIMESTAMP, "timestamp"));

    @Override
    public boolean owns(String path) {
        return path.equals("/");
    }

    @Override
    public Protocol protocol() {
        return Protocol.AUTOBLOCKS;
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
        return BearerKey.of(head);
    }

    @Override
    public Destination destination(RequestHead head) {
        return new Destination.OfKey();
    }

    @Override
    public String sdk(RequestHead head) {
        return Objects.requireNonNullElse(head.header("X-Autoblocks-SDK"), "");
    }

    @Override
    public Answer refused(Objection objection, String requestId) {
        return error(objection.refusal().status(), objection.refusal(), objection.detail());
    }

    @Override
    public Answer settled(RequestHead head, Verdict verdict) {
        if (verdict.unknown() > 0) {
            return refused(Objection.of(Refusal.LOG_UNAVAILABLE), verdict.requestId());
        }
        if (verdict.taken().isEmpty()) {
            Rejection first = verdict.rejected().getFirst();
            return error(400, first.refusal(), first.detail());
        }
        String traceId = verdict.taken().getFirst().traceId();
        JsonText text = new JsonText().object().name("traceId");
        return new Answer(
                202,
                Answer.JSON,
                (traceId.isEmpty() ? text.nothing() : text.value(traceId))
                        .endObject()
                        .toString());
    }

    private static Answer error(int status, Refusal refusal, String detail) {
        return new Answer(
                status,
                Answer.JSON,
                new JsonText()
                        .object()
                        .name("error")
                        .value(detail)
                        .name("code")
                        .value(refusal.code())
                        .endObject()
                        .toString());
    }
}
