package dev.penstock.normalize.definition;

import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.MalformedJsonException;
import dev.penstock.normalize.json.Quoting;
import dev.penstock.normalize.personal.PersonalData;
import dev.penstock.normalize.personal.Treatment;
import dev.penstock.normalize.schema.EventSchema;
import dev.penstock.normalize.schema.SchemaMode;
import dev.penstock.normalize.type.ColumnType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one definition.
final class DefinitionReader {

    /// Characters of the longest one: a record of the control topic holds it easily.
    static final int MOST_CHARACTERS = 256 * 1024;

    private static final int MOST_RULES = 200;
    private static final int SHORTEST_SALT = 16;
    private static final int LONGEST_SALT = 256;
    private static final int LONGEST_RETENTION = 36_500;
    private static final int LONGEST_PLACE = 1_000;

    private static final Set<String> KNOWN = inOrder(
            "own_table", "priority", "retention", "columns", "schema", "schema_mode", "personal_data", "hash_salt");

    private final StreamName stream;
    private final int version;
    private final Faults faults = new Faults();

    DefinitionReader(StreamName stream, int version) {
        this.stream = stream;
        this.version = version;
    }

    StreamDefinition read(String json) throws UnusableDefinitionException {
        if (json.length() > MOST_CHARACTERS) {
            faults.add("", "a definition has at most " + MOST_CHARACTERS + " characters, this one " + json.length());
            throw new UnusableDefinitionException(faults.sentences());
        }
        Payload payload = Payload.of(json);
        JsonValue value;
        try {
            value = JsonReader.read(payload);
        } catch (MalformedJsonException e) {
            faults.add("", "it is no JSON that can be read in one way only: " + e.getMessage());
            throw new UnusableDefinitionException(faults.sentences());
        }
        if (!(value instanceof JsonObject object)) {
            faults.add("", "a definition is a JSON object, not " + value.kind());
            throw new UnusableDefinitionException(faults.sentences());
        }
        StreamDefinition definition = read(payload, object);
        if (!faults.isEmpty()) {
            throw new UnusableDefinitionException(faults.sentences());
        }
        return definition;
    }

    private StreamDefinition read(Payload payload, JsonObject object) {
        Fields fields = Fields.of(object, "", KNOWN, faults);
        boolean ownTable = Objects.requireNonNullElse(fields.flag("own_table"), false);
        boolean bulk = "bulk".equals(fields.text("priority", DefinitionReader::priority));
        int retention = Objects.requireNonNullElse(fields.text("retention", DefinitionReader::retention), 0);
        PersonalData personalData = personalData(fields);
        JsonValue schemaJson = fields.value("schema");
        EventSchema schema = schema(fields);
        SchemaMode mode = Objects.requireNonNullElse(
                fields.text("schema_mode", text -> word(SchemaMode.values(), text)), SchemaMode.ENFORCE);
        List<ColumnRule> columns = new ColumnsReader(payload, personalData, faults).read(fields);
        checkTable(fields, ownTable, mode);
        if (fields.has("schema_mode") && schemaJson == null && mode != SchemaMode.EXTRA) {
            fields.wrong("schema_mode", "'" + mode.word() + "' needs a schema: write one, or leave this out");
        }

        Rules rules = new Rules(columns, schema, mode, personalData);
        return new StreamDefinition(
                stream,
                version,
                ownTable ? shape(fields, columns, mode) : Shape.COMMON,
                retention,
                bulk,
                rules,
                new DefinitionText(ownTable, bulk, retention, rules, schemaJson).canonical());
    }

    private void checkTable(Fields fields, boolean ownTable, SchemaMode mode) {
        if (ownTable) {
            if (ReservedNames.isTaken(stream)) {
                fields.wrong(
                        "own_table",
                        "the tables and views of a stream called " + stream
                                + " would have names that are taken: write false, or rename the stream");
            }
            return;
        }
        String instead = ": write \"own_table\": true";
        if (fields.has("columns")) {
            fields.wrong("columns", "the table of all streams has no columns of one stream" + instead);
        }
        if (fields.has("retention")) {
            fields.wrong("retention", "the table of all streams keeps all rows alike" + instead);
        }
        if (mode == SchemaMode.EXTRA) {
            fields.wrong("schema_mode", "the table of all streams has no column extra" + instead);
        }
    }

    private Shape shape(Fields fields, List<ColumnRule> rules, SchemaMode mode) {
        List<TypedColumn> columns = new ArrayList<>();
        rules.forEach(rule -> columns.add(rule.column()));
        if (mode == SchemaMode.EXTRA) {
            columns.removeIf(column -> {
                boolean same = column.name().equalsIgnoreCase(Rules.EXTRA);
                if (same) {
                    fields.wrong("columns", "the column extra is that of the schema_mode 'extra': take another name");
                }
                return same;
            });
            columns.add(new TypedColumn(Rules.EXTRA, new ColumnType.Text()));
        }
        return new Shape(stream + "_raw", columns);
    }

    private @Nullable EventSchema schema(Fields fields) {
        JsonValue json = fields.value("schema");
        if (json == null) {
            return null;
        }
        try {
            return EventSchema.read(json);
        } catch (IllegalArgumentException e) {
            fields.wrong("schema", "it is no JSON Schema of draft 2020-12: " + e.getMessage());
            return null;
        }
    }

    private PersonalData personalData(Fields fields) {
        List<PersonalData.Rule> rules = new ArrayList<>();
        boolean hashes = false;
        int at = 0;
        for (JsonObject object : fields.objects("personal_data", MOST_RULES)) {
            Fields rule = Fields.of(object, fields.place("personal_data/" + at++), inOrder("path", "rule"), faults);
            JsonPointer path = rule.text("path", DefinitionReader::place);
            Treatment treatment = rule.text("rule", text -> word(Treatment.values(), text));
            if (!rule.has("path")) {
                rule.wrong("path", "is missing: write the place of the data, such as /user/email");
            }
            if (!rule.has("rule")) {
                rule.wrong("rule", "is missing: write drop, mask or hash");
            }
            if (path == null || treatment == null) {
                continue;
            }
            if (path.segments().isEmpty()) {
                rule.wrong("path", "the whole event cannot be taken away: write a place in it");
            } else if (rules.stream().anyMatch(other -> other.path().equals(path))) {
                rule.wrong("path", "'" + path + "' is there twice: leave one out");
            } else {
                rules.add(new PersonalData.Rule(path, treatment));
            }
            hashes |= treatment == Treatment.HASH;
        }
        String salt = fields.text("hash_salt", DefinitionReader::salt);
        if (hashes && !fields.has("hash_salt")) {
            fields.wrong("hash_salt", "is missing: a rule hash needs " + SHORTEST_SALT + " random characters or more");
        }
        if (!hashes && fields.has("hash_salt")) {
            fields.wrong("hash_salt", "no rule is hash: leave it out");
        }
        return new PersonalData(rules, salt == null ? "" : salt);
    }

    /// A place in an event.
    static JsonPointer place(String text) {
        if (text.length() > LONGEST_PLACE) {
            throw new IllegalArgumentException("a place has at most " + LONGEST_PLACE + " characters");
        }
        return JsonPointer.parse(text);
    }

    private static String priority(String text) {
        if (!text.equals("normal") && !text.equals("bulk")) {
            throw new IllegalArgumentException("'" + text + "' is no priority: write normal or bulk");
        }
        return text;
    }

    private static Integer retention(String text) {
        int days = text.matches("[1-9][0-9]{0,4}d") ? Integer.parseInt(text, 0, text.length() - 1, 10) : 0;
        if (days < 1 || days > LONGEST_RETENTION) {
            throw new IllegalArgumentException("'" + Quoting.cut(text, 40)
                    + "' is no retention: write days, from 1d to " + LONGEST_RETENTION + "d, such as 400d");
        }
        return days;
    }

    // Never quoted: who has it can find out what was hashed.
    private static String salt(String text) {
        if (text.length() < SHORTEST_SALT || text.length() > LONGEST_SALT) {
            throw new IllegalArgumentException(
                    "a salt has " + SHORTEST_SALT + " to " + LONGEST_SALT + " characters, this one " + text.length());
        }
        return text;
    }

    private static <E extends Enum<E>> E word(E[] values, String text) {
        List<String> words = new ArrayList<>();
        for (E value : values) {
            String word = value.name().toLowerCase(Locale.ROOT);
            if (word.equals(text)) {
                return value;
            }
            words.add(word);
        }
        throw new IllegalArgumentException(
                "'" + Quoting.cut(text, 40) + "' is not known: write one of " + String.join(", ", words));
    }

    static Set<String> inOrder(String... names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
    }
}
