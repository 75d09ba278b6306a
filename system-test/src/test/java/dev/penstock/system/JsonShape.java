package dev.penstock.system;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a JSON document looks like, whatever it says this time: its fields and their kinds. Ids, times,
/// places and numbers become what they are examples of; of items that look the same one is kept.
final class JsonShape {

    private static final int LONGEST = 200;

    // Null where there was nothing to measure, or nothing to find.
    private static final Set<String> NOW_AND_THEN = Set.of(
            "latency_ms",
            "batch_records",
            "held_bytes",
            "head_room",
            "drained_in_seconds",
            "expires_in_seconds",
            "first",
            "last");

    // For people: their words may be others tomorrow.
    private static final Set<String> SENTENCES = Set.of("finding", "advice", "detail", "looked", "trouble");

    // Of the machine it runs on.
    private static final Set<String> NAMES = Set.of("instance", "boot");

    // In this order: a UUID has digits, too.
    private static final List<Map.Entry<Pattern, String>> VOLATILE = List.of(
            Map.entry(Pattern.compile("https?://127\\.0\\.0\\.1:\\d+"), "<url>"),
            Map.entry(Pattern.compile("127\\.0\\.0\\.1:\\d+"), "<host>"),
            Map.entry(Pattern.compile("/[A-Za-z0-9_./-]*/(?=[^/]+\\.(json|ndjson|yaml))"), "<folder>/"),
            Map.entry(Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z?"), "<time>"),
            Map.entry(Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "<uuid>"),
            Map.entry(Pattern.compile("[a-z]+-\\d{8}T\\d{6}Z-[0-9a-f]{8}"), "<run>"),
            Map.entry(Pattern.compile("(?<=id: \")[A-Za-z0-9]{12}(?=\")"), "<key id>"),
            Map.entry(Pattern.compile("pk_[a-z]+_[A-Za-z0-9_]+"), "<key>"),
            Map.entry(Pattern.compile("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])"), "<id>"),
            Map.entry(Pattern.compile("(?<![A-Za-z0-9])(?=[0-9a-f]*\\d)[0-9a-f]{12,64}(?![A-Za-z0-9])"), "<hex>"),
            Map.entry(Pattern.compile("(?<![A-Za-z0-9])\\d+(\\.\\d+)?(?![A-Za-z0-9])"), "0"));

    private JsonShape() {}

    /// The shape as text, for a file.
    static String of(JsonNode document) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(shape("", document)) + "\n";
    }

    private static JsonNode shape(String field, JsonNode node) {
        JsonMapper mapper = JsonMapper.shared();
        if (node.isObject()) {
            ObjectNode object = mapper.createObjectNode();
            // Their order is nobody's promise.
            new TreeMap<>(node.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                    .forEach((name, value) -> object.set(name, shape(name, value)));
            return object;
        }
        if (node.isArray()) {
            Map<String, JsonNode> items = new TreeMap<>();
            node.forEach(item -> {
                JsonNode looks = shape(field, item);
                items.put(looks.toString(), looks);
            });
            ArrayNode array = mapper.createArrayNode();
            items.values().forEach(array::add);
            return array;
        }
        if (NOW_AND_THEN.contains(field)) {
            return mapper.getNodeFactory().stringNode("<value or null>");
        }
        if (node.isNumber()) {
            return mapper.getNodeFactory().numberNode(0);
        }
        return node.isString() ? mapper.getNodeFactory().stringNode(text(field, node.stringValue())) : node;
    }

    private static String text(String field, String text) {
        if (text.isEmpty()) {
            return text;
        }
        if (SENTENCES.contains(field) || NAMES.contains(field)) {
            return SENTENCES.contains(field) ? "<sentence>" : "<name>";
        }
        // Twelve letters, as many words have.
        if (field.equals("id") || field.equals("replaces") || field.endsWith("_id")) {
            if (text.matches("[A-Za-z0-9]{12}")) {
                return "<key id>";
            }
        }
        if (text.length() > LONGEST) {
            return "<text>";
        }
        String known = text;
        for (Map.Entry<Pattern, String> volatileText : VOLATILE) {
            known = volatileText.getKey().matcher(known).replaceAll(volatileText.getValue());
        }
        return known;
    }
}
