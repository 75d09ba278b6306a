package dev.penstock.edge.protocol;

import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import org.jspecify.annotations.Nullable;

/// One language of clients. An implementation translates a head and an answer; what happens between is the same for
/// all.
public interface ClientProtocol {

    /// Whether a path belongs to this protocol.
    boolean owns(String path);

    Protocol protocol();

    /// How it reads the envelope fields.
    FieldReading fields();

    /// The key as presented, not yet looked at; null when there is none.
    @Nullable
    String key(RequestHead head);

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
