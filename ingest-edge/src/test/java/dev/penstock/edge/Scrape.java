package dev.penstock.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A scrape of Prometheus' text format, and what is wrong with it: the rules `promtool check metrics` has, which
/// comes as a binary of its own and from no registry of ours.
record Scrape(String text) {

    private static final Pattern SERIES = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)$");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\",?");
    private static final Pattern FOREIGN_UNIT = Pattern.compile(
            ".*_(ms|s|us|ns|millis|milliseconds|micros|microseconds|nanoseconds|minutes|hours|kb|mb|kilobytes|megabytes|percent)(_total)?");
    private static final Pattern TYPE_IN_NAME = Pattern.compile(".*_(counter|gauge|histogram|summary)(_.*)?");
    private static final Set<String> RESERVED = Set.of("job", "instance");

    /// The sum of all series of a name.
    double sum(String name) {
        return sum(name, "");
    }

    /// The sum of the series of a name that have a piece of text among their labels.
    double sum(String name, String label) {
        return text.lines()
                .map(SERIES::matcher)
                .filter(Matcher::matches)
                .filter(series -> series.group(1).equals(name))
                .filter(series -> label.isEmpty()
                        || (series.group(2) != null && series.group(2).contains(label)))
                .mapToDouble(series -> Double.parseDouble(series.group(3)))
                .sum();
    }

    /// What is wrong, one sentence for each.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Map<String, String> help = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Set<String> series = new HashSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                String name = word(line, 7);
                if (help.put(name, line.substring(Math.min(line.length(), 8 + name.length()))) != null) {
                    faults.add(name + " has two helps");
                }
            } else if (line.startsWith("# TYPE ")) {
                String name = word(line, 7);
                if (types.put(name, line.substring(8 + name.length())) != null) {
                    faults.add(name + " has two types");
                }
            } else if (!line.startsWith("#") && !line.isBlank()) {
                series(line, types, series, faults);
            }
        }
        types.forEach((name, type) -> family(name, type, help.getOrDefault(name, ""), faults));
        return faults;
    }

    private static void series(String line, Map<String, String> types, Set<String> known, List<String> faults) {
        Matcher parts = SERIES.matcher(line);
        if (!parts.matches()) {
            faults.add("no series: " + line);
            return;
        }
        String labels = parts.group(2) == null ? "" : parts.group(2);
        if (!known.add(parts.group(1) + labels)) {
            faults.add("twice: " + line);
        }
        if (!hasFamily(parts.group(1), types)) {
            faults.add("of no family: " + line);
        }
        Matcher label = LABEL.matcher(labels);
        Set<String> names = new HashSet<>();
        int end = labels.isEmpty() ? 0 : 1;
        while (label.find() && label.start() == end) {
            end = label.end();
            boolean reserved = label.group(1).startsWith("__") || RESERVED.contains(label.group(1));
            if (reserved || !names.add(label.group(1))) {
                faults.add("a label reserved or twice: " + line);
            }
        }
        if (!labels.isEmpty() && end != labels.length() - 1) {
            faults.add("labels that are none: " + line);
        }
    }

    private static boolean hasFamily(String name, Map<String, String> types) {
        if (types.containsKey(name)) {
            return true;
        }
        for (String suffix : List.of("_bucket", "_count", "_sum")) {
            String family = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
            String type = types.getOrDefault(family, "");
            if (type.equals("histogram") || type.equals("summary")) {
                return true;
            }
        }
        return false;
    }

    private static void family(String name, String type, String help, List<String> faults) {
        if (!name.startsWith("penstock_")) {
            return;
        }
        boolean total = name.endsWith("_total");
        if (type.equals("counter") != total) {
            faults.add(name + " is a " + type + ": counters, and nothing else, end in _total");
        }
        if (!total && (name.endsWith("_count") || name.endsWith("_sum") || name.endsWith("_bucket"))) {
            faults.add(name + " ends like a part of a histogram");
        }
        if (help.isBlank()) {
            faults.add(name + " has no help");
        }
        if (FOREIGN_UNIT.matcher(name).matches()) {
            faults.add(name + " is in no base unit");
        }
        if (TYPE_IN_NAME.matcher(name).matches() || !name.matches("[a-z0-9_]+")) {
            faults.add(name + " is no name for a metric");
        }
    }

    private static String word(String line, int from) {
        int end = line.indexOf(' ', from);
        return end < 0 ? line.substring(from) : line.substring(from, end);
    }
}
