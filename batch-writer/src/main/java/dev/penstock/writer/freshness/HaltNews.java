package dev.penstock.writer.freshness;

import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.sink.dashboard.HaltsTable;
import dev.penstock.sink.dashboard.StreamHalt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells dashboards of halts nobody has told them of.
///
/// For one thread. Asks ClickHouse once what was told, and only where there ever was a halt.
final class HaltNews {

    private final Supplier<List<HaltFact>> history;
    private final HaltsTable table;
    private @Nullable Map<StreamName, Set<Integer>> told;

    /// @param history all halts that are known here
    HaltNews(Supplier<List<HaltFact>> history, HaltsTable table) {
        this.history = history;
        this.table = table;
    }

    /// Tells what is new.
    ///
    /// @throws SQLException when it is not known to be stored; the next call tells it again
    void tell() throws SQLException {
        List<HaltFact> halts = history.get();
        if (halts.isEmpty()) {
            return;
        }
        if (told == null) {
            told = table.told();
        }
        List<StreamHalt> news = new ArrayList<>();
        for (HaltFact halt : halts) {
            if (!told.getOrDefault(halt.stream(), Set.of()).contains(halt.number())) {
                news.add(new StreamHalt(halt.stream(), halt.number(), halt.halted(), halt.reason()));
            }
        }
        table.tell(news);
        for (StreamHalt halt : news) {
            told.computeIfAbsent(halt.stream(), unknown -> new HashSet<>()).add(halt.number());
        }
    }
}
