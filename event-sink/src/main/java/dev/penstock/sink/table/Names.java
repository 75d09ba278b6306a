package dev.penstock.sink.table;

import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.table.TablePlan.Difference;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Says which names of a definition cannot be those of a table, of its columns and of their time zones.
final class Names {

    private static final Pattern COLUMN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

    private static final Pattern ZONE = Pattern.compile("[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z][A-Za-z0-9_+-]*){0,2}");

    private static final int LONGEST_ZONE = 64;

    private Names() {}

    /// Whether a stream can name a column so. ClickHouse's own columns begin with an underscore.
    static boolean isColumn(String name) {
        return COLUMN.matcher(name).matches();
    }

    static List<Difference> wrongIn(StreamTable wanted) {
        List<Difference> wrong = new ArrayList<>();
        String stream = wanted.stream().value();
        if (stream.endsWith("_raw") || stream.endsWith("_quarantine")) {
            wrong.add(new Difference(
                    "stream " + stream, "the name of another stream's table", "a name without that ending"));
        }
        if (wanted.raw().equals(Shape.COMMON.table())) {
            wrong.add(new Difference(
                    "stream " + stream, "the name of what shows all streams", "a name of its own to have a table"));
        }
        if (!wanted.shape().table().equals(wanted.raw())) {
            wrong.add(new Difference(
                    "stream " + stream, "the table " + quoted(wanted.shape().table()), "the table " + wanted.raw()));
        }
        for (TypedColumn column : wanted.shape().columns()) {
            String subject = "column " + quoted(column.name());
            if (!isColumn(column.name())) {
                wrong.add(new Difference(
                        subject, "a name that needs quoting", "1 to 128 of A-Z a-z 0-9 _, the first one a letter"));
            } else if (HouseColumns.RESERVED.contains(column.name())) {
                wrong.add(new Difference(subject, "the name of one of our own columns", "another name"));
            }
            if (!hasZones(column.type())) {
                wrong.add(new Difference(
                        subject, "a time zone that is none", "a name of the tz database, as Europe/Berlin"));
            }
        }
        return wrong;
    }

    private static boolean hasZones(ColumnType type) {
        return switch (type) {
            case ColumnType.Second second -> isZone(second.zone());
            case ColumnType.Tick tick -> isZone(tick.zone());
            case ColumnType.Array array -> hasZones(array.element());
            case ColumnType.Mapping mapping -> hasZones(mapping.key()) && hasZones(mapping.value());
            case ColumnType.Nullable nullable -> hasZones(nullable.within());
            case ColumnType.LowCardinality low -> hasZones(low.within());
            case ColumnType.Text text -> true;
            case ColumnType.Whole whole -> true;
            case ColumnType.Floating floating -> true;
            case ColumnType.Decimal decimal -> true;
            case ColumnType.Bool bool -> true;
            case ColumnType.Uuid uuid -> true;
            case ColumnType.Day day -> true;
            case ColumnType.Ipv4 ipv4 -> true;
            case ColumnType.Ipv6 ipv6 -> true;
            case ColumnType.Json json -> true;
        };
    }

    // Empty is the server's own.
    private static boolean isZone(String zone) {
        return zone.isEmpty()
                || (zone.length() <= LONGEST_ZONE
                        && ZONE.matcher(zone).matches()
                        && ZoneId.getAvailableZoneIds().contains(zone));
    }

    private static String quoted(String name) {
        return "'" + (name.length() <= 128 ? name : name.substring(0, 128) + "…") + "'";
    }
}
