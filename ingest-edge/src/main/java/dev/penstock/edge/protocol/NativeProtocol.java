package dev.penstock.edge.protocol;

import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Our own: `POST /v1/events[/{stream}]`, errors as RFC 9457 says.
public final class NativeProtocol implements ClientProtocol {

    /// Above so many events an answer leaves the ids out unless it is asked for them.
    static final int MOST_IDS = 1_000;

    private static final String PATH = "/v1/events";

    @Override
    public boolean owns(String path) {
        return path.equals(PATH)
                || (path.startsWith(PATH + "/")
                        && path.length() > PATH.length() + 1
                        && path.indexOf('/', PATH.length() + 1) < 0);
    }

    @Override
    public Protocol protocol() {
        return Protocol.NATIVE;
    }

    @Override
    public FieldReading fields() {
        return FieldReading.STRICT;
    }

    @Override
    public @Nullable String key(RequestHead head) {
        return BearerKey.of(head);
    }

    @Override
    public Destination destination(RequestHead head) {
        String path = head.path();
        if (path.length() <= PATH.length()) {
            return new Destination.Named(null);
        }
        // Not decoded: nothing a stream may be called needs an escape.
        String stream = path.substring(PATH.length() + 1);
        if (!StreamName.isValid(stream)) {
            Objection objection = Objection.of(Refusal.INVALID_STREAM);
            return new Destination.Refused(objection.refusal(), objection.detail());
        }
        return new Destination.Named(new StreamName(stream));
    }

    @Override
    public String sdk(RequestHead head) {
        return Objects.requireNonNullElse(head.header("X-Penstock-SDK"), "");
    }

    @Override
    public Acknowledgement acknowledgement(RequestHead head) {
        String ack = head.parameter("ack");
        if (ack == null || ack.equals("log")) {
            return new Acknowledgement.Log();
        }
        return ack.equals("stored")
                ? new Acknowledgement.Stored()
                : new Acknowledgement.Refused(Refusal.INVALID_PARAMETER, "the parameter ack must be log or stored");
    }

    @Override
    public StoredAnswer whenStored(RequestHead head, Verdict verdict) {
        return NativeStoredAnswer.of(verdict, withIds(head, verdict));
    }

    @Override
    public Answer refused(Objection objection, String requestId) {
        Refusal refusal = objection.refusal();
        return new Answer(
                refusal.status(),
                Answer.PROBLEM,
                problem(objection, requestId).endObject().toString());
    }

    @Override
    public Answer settled(RequestHead head, Verdict verdict) {
        boolean withIds = withIds(head, verdict);
        if (verdict.unknown() > 0) {
            Objection objection = Objection.of(Refusal.LOG_UNAVAILABLE);
            JsonText text = problem(objection, verdict.requestId());
            text.name("accepted").value(verdict.accepted()).name("unknown").value(verdict.unknown());
            rejected(text, verdict.rejected());
            ids(text, verdict.taken(), withIds);
            return new Answer(
                    Refusal.LOG_UNAVAILABLE.status(),
                    Answer.PROBLEM,
                    text.endObject().toString());
        }
        JsonText text = new JsonText().object().name("accepted").value(verdict.accepted());
        rejected(text, verdict.rejected());
        text.name("request_id").value(verdict.requestId());
        ids(text, verdict.taken(), withIds);
        return new Answer(
                verdict.taken().isEmpty() && !verdict.rejected().isEmpty() ? 400 : 202,
                Answer.JSON,
                text.endObject().toString());
    }

    private static boolean withIds(RequestHead head, Verdict verdict) {
        return verdict.taken().size() <= MOST_IDS || "true".equals(head.parameter("ids"));
    }

    private static JsonText problem(Objection objection, String requestId) {
        Refusal refusal = objection.refusal();
        return new JsonText()
                .object()
                .name("title")
                .value(StatusPhrase.of(refusal.status()))
                .name("status")
                .value(refusal.status())
                .name("code")
                .value(refusal.code())
                .name("detail")
                .value(objection.detail())
                .name("request_id")
                .value(requestId);
    }

    static void rejected(JsonText text, List<Rejection> rejected) {
        text.name("rejected").array();
        for (Rejection rejection : rejected) {
            text.object()
                    .name("index")
                    .value(rejection.index())
                    .name("code")
                    .value(rejection.refusal().code())
                    .name("detail")
                    .value(rejection.detail())
                    .endObject();
        }
        text.endArray();
    }

    private static void ids(JsonText text, List<Event> taken, boolean withIds) {
        if (!withIds) {
            return;
        }
        text.name("event_ids").array();
        for (Event event : taken) {
            text.value(event.id().toString());
        }
        text.endArray();
    }
}
