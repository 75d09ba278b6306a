package dev.penstock.ctl.dlq;

import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.model.deadletter.SourceCoordinates;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads files of lines that were exported and edited.
final class ImportedFile {

    /// Most lines: all events of a file are in memory together.
    static final int MOST_LINES = 10_000;

    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private ImportedFile() {}

    /// The lines of a file by their letters, in their order. Empty lines are passed over.
    ///
    /// @param faults takes a sentence for each line that cannot be read, and for each letter that is there twice
    static Map<SourceCoordinates, ImportedLine> read(Path file, List<String> faults) {
        Map<SourceCoordinates, ImportedLine> lines = new LinkedHashMap<>();
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UnusableOptionException("--file " + file + " has more than " + MOST_BYTES
                        + " bytes: split it, each line is for itself");
            }
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                int number = 0;
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        add(number, line, lines, faults);
                    }
                    if (lines.size() > MOST_LINES) {
                        throw new UnusableOptionException("--file " + file + " has more than " + MOST_LINES
                                + " lines: split it, each line is for itself");
                    }
                }
            }
        } catch (IOException e) {
            throw new UnusableOptionException("--file " + file + " cannot be read as lines of UTF-8: " + e, e);
        }
        return lines;
    }

    private static void add(int number, String text, Map<SourceCoordinates, ImportedLine> lines, List<String> faults) {
        try {
            ImportedLine line = ImportedLine.read(number, text);
            ImportedLine known = lines.putIfAbsent(line.source(), line);
            if (known != null) {
                throw new LineFaultException(
                        number, ExportedLine.SOURCE, "line " + known.number() + " is of the same letter");
            }
        } catch (LineFaultException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }
}
