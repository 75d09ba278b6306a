package dev.penstock.edge.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A place in a YAML document that was read, for reading on. What is not there is an empty node.
///
/// @param value map, list, or a plain value; null for nothing
record YamlNode(@Nullable Object value) {

    YamlNode at(String name) {
        return new YamlNode(value instanceof Map<?, ?> map ? map.get(name) : null);
    }

    boolean isEmpty() {
        return value == null;
    }

    /// The plain value as text, empty when there is none.
    String text() {
        return value == null || value instanceof Map<?, ?> || value instanceof List<?> ? "" : value.toString();
    }

    /// The members, in the order of the document.
    Map<String, YamlNode> members() {
        Map<String, YamlNode> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), new YamlNode(member)));
        }
        return members;
    }

    List<YamlNode> items() {
        return value instanceof List<?> list
                ? list.stream().map(item -> new YamlNode(item)).toList()
                : List.of();
    }

    /// Follows a reference within the document, if this is one.
    YamlNode resolved(YamlNode root) {
        String reference = at("$ref").text();
        if (!reference.startsWith("#/")) {
            return this;
        }
        YamlNode node = root;
        int from = 2;
        while (from <= reference.length()) {
            int slash = reference.indexOf('/', from);
            int end = slash < 0 ? reference.length() : slash;
            node = node.at(reference.substring(from, end));
            from = end + 1;
        }
        return node;
    }
}
