package dev.penstock.edge.decode;

/// The envelope fields of one event. Valid only during the call it is passed to.
public interface Envelope {

    /// What kind of value the field has.
    ValueKind kind(EnvelopeField field);

    /// The text of a field of kind [ValueKind#STRING], unescaped, or of kind [ValueKind#NUMBER], as written.
    String text(EnvelopeField field);

    /// Whether the field is there in both its spellings; [#kind] and [#text] then tell of the documented one.
    boolean isAmbiguous(EnvelopeField field);
}
