package dev.penstock.ctl.replay.shadow;

/// How many events differ, of one stream of one organization in one table.
///
/// @param same events that do not
/// @param missing events of the shadow that no live table has
/// @param extra events of records in the plan that are live and not in the shadow
/// @param changed events whose live row says something else, or is in another table
public record Difference(
        String table, String organization, String stream, long same, long missing, long extra, long changed) {

    public boolean isNone() {
        return missing == 0 && extra == 0 && changed == 0;
    }
}
