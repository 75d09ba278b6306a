package dev.penstock.model.refusal;

import java.util.Locale;

/// Every way the edge can say no, to a request or to one event of it.
///
/// The names are API: clients branch on [#code], dashboards on the tag `reason`, and the runbook has one heading
/// for each. A protocol of somebody else's may insist on another status; the code stays.
public enum Refusal {
    /// No key was presented.
    MISSING_KEY(401, false),

    /// The key is malformed, unknown, expired, revoked, or its secret is wrong: one answer for all, so that nothing
    /// is learned.
    UNKNOWN_KEY(401, false),

    /// This address has presented too many keys that are not known; said instead of [#UNKNOWN_KEY], and never of a
    /// good key.
    TOO_MANY_BAD_KEYS(429, true),

    /// The key may not write this stream, or may not write at all.
    KEY_NOT_ALLOWED(403, false),

    /// The request comes from a page, and the key does not list the page's origin.
    ORIGIN_NOT_ALLOWED(403, false),

    /// The request comes from an address that is in none of the key's networks.
    NETWORK_NOT_ALLOWED(403, false),

    /// The organization of the key is suspended.
    ORGANIZATION_SUSPENDED(403, false),

    /// This edge has not heard from the control topic for so long that it cannot know which keys are revoked.
    CONTROL_STALE(503, true),

    /// No such path.
    NOT_FOUND(404, false),

    /// The path takes another method.
    METHOD_NOT_ALLOWED(405, false),

    /// The request is not sound HTTP, or could be read in two ways.
    BAD_REQUEST(400, false),

    /// The first line of the request is longer than the edge takes.
    URI_TOO_LONG(414, false),

    /// The request has more headers, or longer ones, than the edge takes.
    HEADERS_TOO_LARGE(431, false),

    /// The request is of a version of HTTP the edge does not speak.
    HTTP_VERSION_NOT_SUPPORTED(505, false),

    /// A parameter is missing or wrong; the detail names it.
    INVALID_PARAMETER(400, false),

    /// The name of the stream cannot be one.
    INVALID_STREAM(400, false),

    /// The organization has no such stream, and wants to be told.
    UNKNOWN_STREAM(404, false),

    /// An `Idempotency-Key` cannot make the same events of a retry when neither they nor the key carry a time.
    IDEMPOTENCY_NEEDS_TIME(400, false),

    /// The request has no event.
    EMPTY_BODY(400, false),

    /// The body, or this line of it, is not strict JSON; the detail names line and column.
    MALFORMED_JSON(400, false),

    /// The JSON is nested deeper, or has more tokens, longer names or longer numbers than the edge takes; the
    /// detail names the limit, line and column.
    JSON_TOO_COMPLEX(400, false),

    /// The event is JSON but no object.
    NOT_AN_OBJECT(400, false),

    /// A field that the edge reads has a value it cannot have; the detail names it.
    INVALID_FIELD(400, false),

    /// The event's time is further away than the edge takes; the detail names the limits.
    TIMESTAMP_OUT_OF_RANGE(400, false),

    /// The event is larger than the edge takes.
    EVENT_TOO_LARGE(413, false),

    /// The body is larger than the edge takes, as sent or decompressed, or inflates more than it may.
    BODY_TOO_LARGE(413, false),

    /// More events than one request may have.
    TOO_MANY_EVENTS(413, false),

    /// The body did not arrive in time.
    BODY_TIMEOUT(408, true),

    /// The `Content-Encoding` is none the edge decodes, or two at once.
    UNSUPPORTED_ENCODING(415, false),

    /// The `Content-Type` says a format that this protocol does not have here.
    UNSUPPORTED_FORMAT(415, false),

    /// The body is not what its `Content-Encoding` says.
    MALFORMED_ENCODING(400, false),

    /// More requests, events or bytes a second than the key or its organization may send.
    RATE_LIMITED(429, true),

    /// The organization has as much in flight at this edge as one organization may.
    ORGANIZATION_BUSY(429, true),

    /// Events are stored more slowly than they come, and the organization sends more than it is guaranteed.
    SINK_PRESSURE(429, true),

    /// Events are stored so slowly that none of this kind is taken.
    SINK_FULL(503, true),

    /// The edge holds as many bytes in flight as it may.
    EDGE_FULL(503, true),

    /// Kafka did not take the event, or did not say in time whether it did: send it again.
    LOG_UNAVAILABLE(503, true),

    /// The edge is starting or stopping, or the events topic cannot keep what a 202 promises.
    NOT_READY(503, true),

    /// A fault of the edge: what became of the events is unknown, send them again.
    INTERNAL(500, true);

    private final int status;
    private final boolean retryable;
    private final String code = name().toLowerCase(Locale.ROOT);

    Refusal(int status, boolean retryable) {
        this.status = status;
        this.retryable = retryable;
    }

    /// HTTP status of the native protocol when the whole request is refused for this reason.
    public int status() {
        return status;
    }

    /// Whether the same request may succeed later.
    public boolean retryable() {
        return retryable;
    }

    /// The stable name in answers, metrics and the runbook, such as `unknown_key`.
    public String code() {
        return code;
    }
}
