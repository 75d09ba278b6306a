package dev.penstock.sink.table;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is there of a stream's tables and views, by name.
record Existing(Map<String, ExistingTable> tables) {

    Existing {
        tables = Map.copyOf(tables);
    }

    @Nullable
    ExistingTable find(String name) {
        return tables.get(name);
    }
}
