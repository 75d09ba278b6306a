package dev.penstock.edge.protocol;

import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tinybird's Events API: `POST /v0/events?name=`. The data source is the stream.
///
/// Its clients read both counts as numbers from every 2xx and the text `error` from every other answer, and know
/// 403 for a bad token, no 401. A row that cannot be taken does not fail the request: it counts as quarantined.
public final class TinybirdProtocol implements ClientProtocol {

    private static final String PATH = "/v0/events";

    @Override
    public boolean owns(String path) {
        return path.equals(PATH);
    }

    @Override
    public Protocol protocol() {
        return Protocol.TINYBIRD;
    }

    @Override
    public FieldReading fields() {
        return FieldReading.LENIENT;
    }

    @Override
    public @Nullable String key(RequestHead head) {
        String key = BearerKey.of(head);
        return key == null ? head.parameter("token") : key;
    }

    @Override
    public Destination destination(RequestHead head) {
        String name = head.parameter("name");
        if (name == null || name.isEmpty()) {
            return new Destination.Refused(Refusal.INVALID_PARAMETER, "the parameter name is missing");
        }
        if (!StreamName.isValid(name)) {
            return new Destination.Refused(
                    Refusal.INVALID_STREAM,
                    "the parameter name must be 1 to " + StreamName.MAX_LENGTH
                            + " of A-Z a-z 0-9 _ and not begin with a digit");
        }
        return new Destination.Named(new StreamName(name));
    }

    @Override
    public String sdk(RequestHead head) {
        return Objects.requireNonNullElse(head.parameter("from"), "");
    }

    @Override
    public Answer refused(Objection objection, String requestId) {
        return new Answer(
                status(objection.refusal()),
                Answer.JSON,
                new JsonText()
                        .object()
                        .name("error")
                        .value(objection.detail())
                        .name("code")
                        .value(objection.refusal().code())
                        .endObject()
                        .toString());
    }

    /// Tinybird's `wait=true` answers when the rows are written.
    @Override
    public Acknowledgement acknowledgement(RequestHead head) {
        return "true".equals(head.parameter("wait")) ? new Acknowledgement.Stored() : new Acknowledgement.Log();
    }

    @Override
    public StoredAnswer whenStored(RequestHead head, Verdict verdict) {
        int accepted = verdict.accepted();
        int rejected = verdict.rejected().size();
        return fates -> {
            int quarantined = fates.deadLettered().size() + fates.parked().size();
            // What is not settled yet is in the log: successful, as without wait.
            return new Answer(
                    fates.open() == 0 ? 200 : 202, Answer.JSON, counts(accepted - quarantined, rejected + quarantined));
        };
    }

    @Override
    public Answer settled(RequestHead head, Verdict verdict) {
        if (verdict.unknown() > 0) {
            return refused(Objection.of(Refusal.LOG_UNAVAILABLE), verdict.requestId());
        }
        // With wait there is something to wait for, or nothing was taken and all there is to know is known.
        return new Answer(
                "true".equals(head.parameter("wait")) ? 200 : 202,
                Answer.JSON,
                counts(verdict.accepted(), verdict.rejected().size()));
    }

    private static String counts(int successful, int quarantined) {
        return new JsonText()
                .object()
                .name("successful_rows")
                .value(successful)
                .name("quarantined_rows")
                .value(quarantined)
                .endObject()
                .toString();
    }

    private static int status(Refusal refusal) {
        return refusal.status() == 401 ? 403 : refusal.status();
    }
}
