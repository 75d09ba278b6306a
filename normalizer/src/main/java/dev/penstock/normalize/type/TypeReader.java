package dev.penstock.normalize.type;

import dev.penstock.normalize.json.Quoting;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads one declaration of a type.
final class TypeReader {

    private static final int MAX_LENGTH = 500;
    private static final int DEEPEST = 8;

    private static final Map<String, ColumnType> SIMPLE = Map.ofEntries(
            Map.entry("String", new ColumnType.Text()),
            Map.entry("Int8", new ColumnType.Whole(8, true)),
            Map.entry("Int16", new ColumnType.Whole(16, true)),
            Map.entry("Int32", new ColumnType.Whole(32, true)),
            Map.entry("Int64", new ColumnType.Whole(64, true)),
            Map.entry("Int128", new ColumnType.Whole(128, true)),
            Map.entry("Int256", new ColumnType.Whole(256, true)),
            Map.entry("UInt8", new ColumnType.Whole(8, false)),
            Map.entry("UInt16", new ColumnType.Whole(16, false)),
            Map.entry("UInt32", new ColumnType.Whole(32, false)),
            Map.entry("UInt64", new ColumnType.Whole(64, false)),
            Map.entry("UInt128", new ColumnType.Whole(128, false)),
            Map.entry("UInt256", new ColumnType.Whole(256, false)),
            Map.entry("Float32", new ColumnType.Floating(32)),
            Map.entry("Float64", new ColumnType.Floating(64)),
            Map.entry("Bool", new ColumnType.Bool()),
            Map.entry("UUID", new ColumnType.Uuid()),
            Map.entry("Date", new ColumnType.Day(false)),
            Map.entry("Date32", new ColumnType.Day(true)),
            Map.entry("IPv4", new ColumnType.Ipv4()),
            Map.entry("IPv6", new ColumnType.Ipv6()),
            Map.entry("JSON", new ColumnType.Json()));

    private static final Map<String, Integer> DECIMALS =
            Map.of("Decimal32", 9, "Decimal64", 18, "Decimal128", 38, "Decimal256", 76);

    private static final Set<String> WITH_PARAMETERS = Set.of(
            "Decimal",
            "Decimal32",
            "Decimal64",
            "Decimal128",
            "Decimal256",
            "DateTime",
            "DateTime64",
            "Array",
            "Map",
            "Nullable",
            "LowCardinality");

    // ClickHouse's own words for the same, which system.columns does not repeat, and what people bring from elsewhere.
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("fixedstring", "String"),
            Map.entry("text", "String"),
            Map.entry("varchar", "String"),
            Map.entry("char", "String"),
            Map.entry("boolean", "Bool"),
            Map.entry("tinyint", "Int8"),
            Map.entry("smallint", "Int16"),
            Map.entry("int", "Int32"),
            Map.entry("integer", "Int32"),
            Map.entry("bigint", "Int64"),
            Map.entry("float", "Float32"),
            Map.entry("double", "Float64"),
            Map.entry("numeric", "Decimal"),
            Map.entry("datetime32", "DateTime"),
            Map.entry("timestamp", "DateTime64(3, 'UTC')"),
            Map.entry("object", "JSON"));

    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final String text;
    private int at;

    TypeReader(String text) {
        this.text = text;
    }

    ColumnType read() {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a type has at most " + MAX_LENGTH + " characters");
        }
        ColumnType type = type(1);
        skipSpaces();
        if (at < text.length()) {
            throw malformed("something follows it");
        }
        return type;
    }

    private ColumnType type(int depth) {
        if (depth > DEEPEST) {
            throw malformed("more than " + DEEPEST + " types are within each other");
        }
        String name = word();
        ColumnType simple = SIMPLE.get(name);
        if (simple != null) {
            if (isAt('(')) {
                throw malformed(
                        name.equals("JSON")
                                ? "JSON is taken without parameters, since a path with a type of its own would be checked by"
                                        + " ClickHouse alone"
                                : name + " has no parameters");
            }
            return simple;
        }
        return switch (name) {
            case "Decimal" -> decimal();
            case "Decimal32", "Decimal64", "Decimal128", "Decimal256" -> {
                expect('(');
                int scale = number();
                expect(')');
                yield new ColumnType.Decimal(DECIMALS.getOrDefault(name, 0), scale);
            }
            case "DateTime" -> {
                String zone = "";
                if (take('(')) {
                    zone = zone();
                    expect(')');
                }
                yield new ColumnType.Second(zone);
            }
            case "DateTime64" -> tick();
            case "Array" -> {
                expect('(');
                ColumnType element = type(depth + 1);
                expect(')');
                yield new ColumnType.Array(element);
            }
            case "Map" -> mapping(depth);
            case "Nullable" -> {
                expect('(');
                ColumnType within = type(depth + 1);
                expect(')');
                yield new ColumnType.Nullable(within);
            }
            case "LowCardinality" -> {
                expect('(');
                ColumnType within = type(depth + 1);
                expect(')');
                yield new ColumnType.LowCardinality(within);
            }
            default -> throw unknown(name);
        };
    }

    // ClickHouse's own defaults: 10 digits, none behind the point.
    private ColumnType decimal() {
        int precision = 10;
        int scale = 0;
        if (take('(')) {
            precision = number();
            if (take(',')) {
                scale = number();
            }
            expect(')');
        }
        return new ColumnType.Decimal(precision, scale);
    }

    private ColumnType tick() {
        int precision = 3;
        String zone = "";
        if (take('(')) {
            precision = number();
            if (take(',')) {
                zone = zone();
            }
            expect(')');
        }
        return new ColumnType.Tick(precision, zone);
    }

    private ColumnType mapping(int depth) {
        expect('(');
        ColumnType key = type(depth + 1);
        expect(',');
        ColumnType value = type(depth + 1);
        expect(')');
        if (!ValueReader.readsNames(key)) {
            throw malformed(
                    "the names of a JSON object cannot be read as " + key.declaration() + ": write String for the key");
        }
        return new ColumnType.Mapping(key, value);
    }

    private String zone() {
        expect('\'');
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw malformed("a quote is missing");
        }
        String zone = text.substring(at, end);
        at = end + 1;
        // SystemV's are Java's alone.
        if (!ZONES.contains(zone) || zone.startsWith("SystemV/")) {
            throw malformed("no time zone is called '" + zone + "'; one is 'UTC', another 'Europe/Berlin'");
        }
        return zone;
    }

    private int number() {
        skipSpaces();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || at - start > 4) {
            throw malformed("a number is missing at character " + (start + 1));
        }
        return Integer.parseInt(text, start, at, 10);
    }

    private String word() {
        skipSpaces();
        int start = at;
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw malformed("the name of a type is missing at character " + (start + 1));
        }
        return text.substring(start, at);
    }

    private static boolean isOfWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private IllegalArgumentException unknown(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("enum")) {
            return malformed("ClickHouse takes a number an Enum has no name for, and cannot read the row any more:"
                    + " write LowCardinality(String)");
        }
        for (String known : SIMPLE.keySet()) {
            if (known.equalsIgnoreCase(name)) {
                return malformed("write " + known + " instead of " + name);
            }
        }
        for (String known : WITH_PARAMETERS) {
            if (known.equalsIgnoreCase(name)) {
                return malformed("write " + known + " instead of " + name);
            }
        }
        String instead = INSTEAD.get(lower);
        return malformed(
                instead != null
                        ? "write " + instead + " instead of " + name
                        : "no type that events can fill is called " + Quoting.cut(name, 40));
    }

    private void expect(char c) {
        if (!take(c)) {
            throw malformed("'" + c + "' is missing at character " + (at + 1));
        }
    }

    private boolean take(char c) {
        boolean there = isAt(c);
        if (there) {
            at++;
        }
        return there;
    }

    private boolean isAt(char c) {
        skipSpaces();
        return at < text.length() && text.charAt(at) == c;
    }

    private void skipSpaces() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("'" + Quoting.cut(text, 80) + "' is no type of a column: " + what);
    }
}
