package dev.penstock.ctl.terminal;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON. A library would take longer to load than this command to run.
public final class Json {

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /// `value` as JSON: maps, collections, numbers and booleans as such, null as null, all else as the string it
    /// is.
    public static String of(@Nullable Object value) {
        Json json = new Json();
        json.write(value);
        return json.text.toString();
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> writeObject(map);
            case Collection<?> items -> writeArray(items);
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> writeString(value.toString());
        }
    }

    private void writeObject(Map<?, ?> map) {
        text.append('{');
        Iterator<? extends Map.Entry<?, ?>> fields = map.entrySet().iterator();
        while (fields.hasNext()) {
            Map.Entry<?, ?> field = fields.next();
            writeString(String.valueOf(field.getKey()));
            text.append(':');
            write(field.getValue());
            if (fields.hasNext()) {
                text.append(',');
            }
        }
        text.append('}');
    }

    private void writeArray(Collection<?> items) {
        text.append('[');
        Iterator<?> each = items.iterator();
        while (each.hasNext()) {
            write(each.next());
            if (each.hasNext()) {
                text.append(',');
            }
        }
        text.append(']');
    }

    private void writeString(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
