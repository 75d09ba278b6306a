package dev.penstock.edge.decode;

import java.util.EnumMap;
import java.util.Map;

/// An event's envelope, completed by what is said of all events at once.
final class DefaultedEnvelope implements Envelope {

    private final Envelope own;
    private final Map<EnvelopeField, Value> defaults = new EnumMap<>(EnvelopeField.class);

    private record Value(ValueKind kind, String text) {}

    DefaultedEnvelope(Envelope own, Map<EnvelopeField, String> texts) {
        this.own = own;
        texts.forEach((field, text) -> defaults.put(field, new Value(ValueKind.STRING, text)));
    }

    void put(EnvelopeField field, ValueKind kind, String text) {
        defaults.put(field, new Value(kind, text));
    }

    @Override
    public ValueKind kind(EnvelopeField field) {
        ValueKind kind = own.kind(field);
        Value value = defaults.get(field);
        return kind != ValueKind.ABSENT || value == null ? kind : value.kind();
    }

    @Override
    public String text(EnvelopeField field) {
        Value value = defaults.get(field);
        return value == null || own.kind(field) != ValueKind.ABSENT ? own.text(field) : value.text();
    }

    @Override
    public boolean isAmbiguous(EnvelopeField field) {
        return own.isAmbiguous(field);
    }
}
