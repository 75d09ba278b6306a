package dev.penstock.edge.protocol;

import java.util.Locale;

/// Writes the few JSON answers of the edge. They are flat and hot; a mapper would be the larger part of their cost.
public final class JsonText {

    private final StringBuilder text = new StringBuilder(256);
    private boolean first = true;

    /// Opens an object.
    public JsonText object() {
        separate();
        text.append('{');
        first = true;
        return this;
    }

    public JsonText endObject() {
        text.append('}');
        first = false;
        return this;
    }

    public JsonText array() {
        separate();
        text.append('[');
        first = true;
        return this;
    }

    public JsonText endArray() {
        text.append(']');
        first = false;
        return this;
    }

    /// A name, whose value must follow.
    public JsonText name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    public JsonText value(String value) {
        separate();
        quote(value);
        return this;
    }

    public JsonText value(long value) {
        separate();
        text.append(value);
        return this;
    }

    /// Writes `null`.
    public JsonText nothing() {
        separate();
        text.append("null");
        return this;
    }

    /// Writes `true` or `false`.
    public JsonText value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c < ' ') {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
