package dev.penstock.edge.protocol;

import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One language of clients. An implementation says where in a request things are and translates the answer; what
/// happens between is the same for all.
///
/// Asked on event loops, by several threads at once: it waits for nothing and keeps nothing. It may be handed any head
/// at all, and throws at none.
public interface ClientProtocol {

    /// Whether a path belongs to this protocol.
    boolean owns(String path);

    /// Whether events may be brought by this method; what else is asked is 405.
    default boolean takes(String method) {
        return method.equals("POST");
    }

    /// The answer to a request that brings no events and needs no key, such as a ping; null when it is none.
    default @Nullable Answer aside(RequestHead head, Instant now) {
        return null;
    }

    Protocol protocol();

    /// How it reads the envelope fields.
    FieldReading fields();

    /// What they are called, and where in the body the events are. Asked after [#destination] had no objection.
    default BodyForm form(RequestHead head) {
        return BodyForm.NATIVE;
    }

    /// The key as presented, not yet looked at; null when there is none.
    @Nullable
    String key(RequestHead head);

    /// The member of the body's object that holds the key of a request whose head has none; null when a body never
    /// does. Such a body is small and plain, for it is gathered before anybody has proved anything.
    default @Nullable String keyMember() {
        return null;
    }

    /// Whether clients write the key where events are kept, in the body or in a field of each event.
    default boolean repeatsKey() {
        return keyMember() != null;
    }

    Destination destination(RequestHead head);

    /// The client library and its version, empty when it does not say.
    String sdk(RequestHead head);

    /// What the request wants to be told before it is answered.
    default Acknowledgement acknowledgement(RequestHead head) {
        return new Acknowledgement.Log();
    }

    /// What will be answered to a request for [Acknowledgement.Stored] once its waiting ends.
    ///
    /// @param verdict all of its events are in the log, and at least one
    default StoredAnswer whenStored(RequestHead head, Verdict verdict) {
        Answer answer = settled(head, verdict);
        return fates -> answer;
    }

    /// The answer to a request that was refused as a whole: none of its events is stored, and none will be.
    Answer refused(Objection objection, String requestId);

    /// The answer to a request whose events have been judged one by one.
    Answer settled(RequestHead head, Verdict verdict);
}
