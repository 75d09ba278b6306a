package dev.penstock.edge.protocol;

import dev.penstock.model.refusal.Refusal;

/// Why a request is refused as a whole.
///
/// @param detail for its sender; quotes nothing of what was sent
public record Objection(Refusal refusal, String detail) {

    /// With the sentence that is always true of this refusal.
    public static Objection of(Refusal refusal) {
        return new Objection(refusal, sentence(refusal));
    }

    private static String sentence(Refusal refusal) {
        return switch (refusal) {
            case MISSING_KEY -> "send an ingestion key";
            case UNKNOWN_KEY -> "the ingestion key is not known here, or no longer valid";
            case TOO_MANY_BAD_KEYS -> "too many unknown ingestion keys from this address, try again later";
            case KEY_NOT_ALLOWED -> "the ingestion key may not do this";
            case ORIGIN_NOT_ALLOWED -> "the ingestion key may not be used by pages of this origin";
            case NETWORK_NOT_ALLOWED -> "the ingestion key may not be used from this address";
            case ORGANIZATION_SUSPENDED -> "the organization of this key is not active";
            case CONTROL_STALE -> "this edge cannot tell which keys are still valid, try again";
            case NOT_FOUND -> "there is nothing here";
            case METHOD_NOT_ALLOWED -> "this path takes another method";
            case BAD_REQUEST -> "the request is not sound HTTP, or could be read in two ways";
            case URI_TOO_LONG -> "the first line of the request is longer than this edge takes";
            case HEADERS_TOO_LARGE -> "the request has more headers, or longer ones, than this edge takes";
            case HTTP_VERSION_NOT_SUPPORTED -> "this edge speaks HTTP/1.1, and over TLS HTTP/2";
            case INVALID_PARAMETER -> "a parameter is missing or wrong";
            case INVALID_STREAM -> "a stream is named by 1 to 128 of A-Z a-z 0-9 _ and does not begin with a digit";
            case UNKNOWN_STREAM -> "the organization has no such stream";
            case IDEMPOTENCY_NEEDS_TIME ->
                "with an Idempotency-Key that is no UUIDv7, every event needs a time of its own";
            case EMPTY_BODY -> "the request has no event";
            case MALFORMED_JSON -> "the body is not JSON";
            case JSON_TOO_COMPLEX -> "the JSON is deeper or longer than this edge takes";
            case NOT_AN_OBJECT -> "an event is a JSON object";
            case INVALID_FIELD -> "a field has a value it cannot have";
            case TIMESTAMP_OUT_OF_RANGE -> "the time of the event is too far away";
            case EVENT_TOO_LARGE -> "the event is larger than this edge takes";
            case BODY_TOO_LARGE -> "the body is larger than this edge takes";
            case TOO_MANY_EVENTS -> "the request has more events than this edge takes";
            case BODY_TIMEOUT -> "the body did not arrive in time";
            case UNSUPPORTED_ENCODING -> "the body is packed in a way this edge does not take";
            case UNSUPPORTED_FORMAT ->
                "send application/cloudevents+json, application/cloudevents-batch+json, or a binary event with ce-specversion";
            case MALFORMED_ENCODING -> "the body is not what its Content-Encoding says";
            case RATE_LIMITED -> "the limit is used up, try again";
            case ORGANIZATION_BUSY -> "the organization has as much in flight as it may, try again";
            case SINK_PRESSURE -> "events are stored too slowly to take more than is guaranteed, try again";
            case SINK_FULL -> "events are stored too slowly to take more of these, try again";
            case EDGE_FULL -> "this edge holds as much as it may, try again";
            case LOG_UNAVAILABLE -> "the log did not take the events in time, send them again";
            case NOT_READY -> "this edge is starting or stopping, try again";
            case INTERNAL -> "what became of the events is not known, send them again";
        };
    }
}
