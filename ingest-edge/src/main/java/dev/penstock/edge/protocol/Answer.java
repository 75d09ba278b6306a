package dev.penstock.edge.protocol;

import java.util.Map;

/// An HTTP answer but for the headers that all answers have.
///
/// @param contentType empty when there is no body
/// @param body text, mostly JSON; may be empty
/// @param headers those this answer has besides
public record Answer(int status, String contentType, String body, Map<String, String> headers) {

    static final String JSON = "application/json";

    static final String PROBLEM = "application/problem+json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public Answer(int status, String contentType, String body) {
        this(status, contentType, body, Map.of());
    }

    /// An answer that is its status alone.
    static Answer empty(int status) {
        return new Answer(status, "", "");
    }
}
