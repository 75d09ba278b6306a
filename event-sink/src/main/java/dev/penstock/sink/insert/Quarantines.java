package dev.penstock.sink.insert;

import dev.penstock.sink.encode.Column;
import dev.penstock.sink.failure.InsertResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which streams have a table for what does not fit them.
public sealed interface Quarantines {

    /// These do.
    ///
    /// @param tables their columns, by the table's name
    record Found(Map<String, List<Column>> tables) implements Quarantines {

        public Found {
            tables = tables.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        }
    }

    /// Nobody can tell now.
    record Unknown(InsertResult why) implements Quarantines {}
}
