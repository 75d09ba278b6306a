package dev.penstock.edge.keys;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// The fields of one YAML mapping, each asked for by its name. What is wrong is told with its line and its place; what
/// nobody asked for is wrong too, because a misspelt limit is no limit.
///
/// Reads the tree as it was written: `0123` stays the text it is, and no tag makes an object.
final class YamlFields {

    private final String place;
    private final Node node;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    YamlFields(String place, Node node) throws UnusableKeysFileException {
        this.place = place;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, place, "must have fields");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw wrong(tuple.getKeyNode(), place, "has a field whose name is no text");
            }
            if (fields.put(name.getValue(), tuple.getValueNode()) != null) {
                throw wrong(name, path(name.getValue()), "is there twice");
            }
        }
    }

    /// The text of a field.
    String text(String name) throws UnusableKeysFileException {
        Node value = find(name);
        if (value == null) {
            throw wrong(node, path(name), "is missing");
        }
        return scalar(value, path(name));
    }

    /// The text of a field, or `otherwise` when it is not there.
    String text(String name, String otherwise) throws UnusableKeysFileException {
        Node value = find(name);
        return value == null ? otherwise : scalar(value, path(name));
    }

    /// What `reading` makes of a field's text.
    <T> T value(String name, Function<String, T> reading) throws UnusableKeysFileException {
        return read(name, text(name), reading);
    }

    /// What `reading` makes of a field's text; null when the field is not there.
    <T> @Nullable T optional(String name, Function<String, T> reading) throws UnusableKeysFileException {
        Node value = find(name);
        return value == null ? null : read(name, scalar(value, path(name)), reading);
    }

    /// What `reading` makes of each text in a list; empty when the field is not there.
    <T> Set<T> set(String name, Function<String, T> reading) throws UnusableKeysFileException {
        Set<T> values = new HashSet<>();
        for (Node item : items(name)) {
            values.add(read(name, scalar(item, path(name)), reading));
        }
        return values;
    }

    /// The mappings of a list; none when the field is not there.
    List<YamlFields> list(String name) throws UnusableKeysFileException {
        List<YamlFields> list = new ArrayList<>();
        for (Node item : items(name)) {
            list.add(new YamlFields(path(name) + "[" + list.size() + "]", item));
        }
        return list;
    }

    /// A mapping within this one; null when the field is not there.
    @Nullable
    YamlFields inner(String name) throws UnusableKeysFileException {
        Node value = find(name);
        return value == null ? null : new YamlFields(path(name), value);
    }

    /// To be called when all fields have been asked for.
    void requireNoOther() throws UnusableKeysFileException {
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!asked.contains(field.getKey())) {
                throw wrong(field.getValue(), path(field.getKey()), "is no field that is known here");
            }
        }
    }

    /// Says that something about the field is wrong.
    UnusableKeysFileException wrong(String name, String problem) {
        return wrong(fields.getOrDefault(name, node), path(name), problem);
    }

    private List<Node> items(String name) throws UnusableKeysFileException {
        return switch (find(name)) {
            case null -> List.of();
            case SequenceNode sequence -> sequence.getValue();
            case Node other -> throw wrong(other, path(name), "must be a list");
        };
    }

    private @Nullable Node find(String name) {
        asked.add(name);
        return fields.get(name);
    }

    private <T> T read(String name, String text, Function<String, T> reading) throws UnusableKeysFileException {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            // Whatever stands in the wrong place may be a secret.
            boolean safe = !text.contains("pk_") && !text.isEmpty();
            throw wrong(name, safe ? "is not valid: " + e.getMessage() : "is not valid");
        }
    }

    private static String scalar(Node value, String place) throws UnusableKeysFileException {
        if (!(value instanceof ScalarNode scalar)) {
            throw wrong(value, place, "must be one value");
        }
        return scalar.getValue();
    }

    private String path(String name) {
        String shown = name.length() > 60 || name.contains("pk_") ? "(a long name)" : name;
        return place.isEmpty() ? shown : place + "." + shown;
    }

    private static UnusableKeysFileException wrong(Node at, String place, String problem) {
        return new UnusableKeysFileException("line " + (at.getStartMark().getLine() + 1) + ": "
                + (place.isEmpty() ? "the file" : place) + " " + problem);
    }
}
