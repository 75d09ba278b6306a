package dev.penstock.normalize.schema;

import dev.penstock.normalize.json.JsonPointer;

/// One thing a schema does not allow.
///
/// @param place of the value in the event
/// @param expected what would have been allowed; names members of the event, never their values
public record Violation(JsonPointer place, String expected) {}
