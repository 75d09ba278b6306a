package dev.penstock.edge.protocol;

import dev.penstock.edge.stored.Ending;
import dev.penstock.edge.stored.Fates;
import dev.penstock.model.event.EventId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `ack=stored` answers: 200 when every accepted event can be queried, and 202 else, with what is known of each.
///
/// @param ids of the accepted events; null when they are left out
record NativeStoredAnswer(
        String requestId,
        int accepted,
        List<Rejection> rejected,
        @Nullable List<EventId> ids) implements StoredAnswer {

    static NativeStoredAnswer of(Verdict verdict, boolean withIds) {
        // Ids alone: an event holds on to the whole body it came in.
        List<EventId> ids =
                withIds ? verdict.taken().stream().map(event -> event.id()).toList() : null;
        return new NativeStoredAnswer(verdict.requestId(), verdict.accepted(), List.copyOf(verdict.rejected()), ids);
    }

    @Override
    public Answer of(Fates fates) {
        JsonText text = new JsonText()
                .object()
                .name("accepted")
                .value(accepted)
                .name("ack")
                .value(fates.allStored() ? "stored" : "log")
                .name("stored")
                .value(fates.stored())
                .name("pending")
                .value(fates.open());
        if (fates.ending() != Ending.SETTLED) {
            text.name("reason").value(fates.ending().code());
        }
        NativeProtocol.rejected(text, rejected);
        places(text, "dead_lettered", fates.deadLettered());
        places(text, "parked", fates.parked());
        text.name("request_id").value(requestId);
        if (ids != null) {
            text.name("event_ids").array();
            ids.forEach(id -> text.value(id.toString()));
            text.endArray();
        }
        return new Answer(
                fates.allStored() ? 200 : 202, Answer.JSON, text.endObject().toString());
    }

    private void places(JsonText text, String name, List<Integer> events) {
        text.name(name).array();
        int rejectedBefore = 0;
        for (int event : events) {
            // Counted among all events of the request, as in `rejected`, and not among the accepted ones.
            while (rejectedBefore < rejected.size()
                    && rejected.get(rejectedBefore).index() <= event + rejectedBefore) {
                rejectedBefore++;
            }
            text.object().name("index").value(event + rejectedBefore).endObject();
        }
        text.endArray();
    }
}
