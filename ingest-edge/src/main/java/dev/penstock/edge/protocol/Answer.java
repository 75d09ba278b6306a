package dev.penstock.edge.protocol;

/// An HTTP answer but for the headers that all answers have.
///
/// @param body JSON
public record Answer(int status, String contentType, String body) {

    static final String JSON = "application/json";

    static final String PROBLEM = "application/problem+json";
}
