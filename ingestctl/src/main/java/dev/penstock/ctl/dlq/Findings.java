package dev.penstock.ctl.dlq;

import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.triage.KnownLetter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was found about many letters, one line for those that are alike.
final class Findings {

    // Of lines: who has more kinds of trouble than this repairs some first.
    private static final int MOST = 200;

    private final Map<Kind, Alike> lines = new LinkedHashMap<>();
    private final EnumMap<Outlook, Long> counts = new EnumMap<>(Outlook.class);

    void add(KnownLetter letter, Finding finding) {
        counts.merge(finding.outlook(), 1L, Long::sum);
        Kind kind = new Kind(finding.outlook(), letter.stream(), finding.column(), finding.why());
        Alike known = lines.get(kind);
        if (known != null || lines.size() < MOST) {
            lines.put(
                    kind,
                    new Alike(1 + (known == null ? 0 : known.letters()), known == null ? letter : known.sample()));
        }
    }

    long of(Outlook outlook) {
        return counts.getOrDefault(outlook, 0L);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    TextTable table() {
        TextTable table = new TextTable("OUTLOOK", "LETTERS", "STREAM", "COLUMN", "WHY", "FOR EXAMPLE");
        sorted().forEach(line -> table.add(
                line.getKey().outlook().toString(),
                Long.toString(line.getValue().letters()),
                line.getKey().stream(),
                line.getKey().column(),
                line.getKey().why(),
                line.getValue().sample().source().toString()));
        return table;
    }

    /// The same for programs.
    List<Map<String, Object>> documents() {
        List<Map<String, Object>> documents = new ArrayList<>();
        sorted().forEach(line -> {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("outlook", line.getKey().outlook());
            document.put("letters", line.getValue().letters());
            document.put("stream", line.getKey().stream());
            document.put("column", line.getKey().column());
            document.put("why", line.getKey().why());
            document.put("example", line.getValue().sample().source());
            documents.add(document);
        });
        return documents;
    }

    /// What to do about those that do not fit, a sentence for each kind.
    List<String> advice() {
        return counts.entrySet().stream()
                .filter(count -> count.getKey() != Outlook.FITS)
                .map(count -> count.getValue() + " " + count.getKey() + ": "
                        + count.getKey().advice())
                .toList();
    }

    private List<Map.Entry<Kind, Alike>> sorted() {
        return lines.entrySet().stream()
                .sorted(Map.Entry.<Kind, Alike>comparingByKey(Comparator.comparing(Kind::outlook))
                        .thenComparingLong(line -> -line.getValue().letters()))
                .toList();
    }

    private record Kind(Outlook outlook, String stream, String column, String why) {}

    private record Alike(long letters, KnownLetter sample) {}
}
