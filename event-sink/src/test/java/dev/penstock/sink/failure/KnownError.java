package dev.penstock.sink.failure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// An error ClickHouse 26.7 has a number for, and what it means for an insert: `stored`, `retry`, `schema`, `poison`,
/// `halt`, or `unknown` where no insert is known to meet it, which is retried too.
public record KnownError(int code, String name, String meaning) {

    /// All of them, as they stand in `errors.tsv`.
    public static List<KnownError> all() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(KnownError.class.getResourceAsStream("errors.tsv")), StandardCharsets.UTF_8))) {
            return lines.lines().map(KnownError::of).toList();
        }
    }

    private static KnownError of(String line) {
        String[] fields = line.split("\t", -1);
        return new KnownError(Integer.parseInt(fields[0]), fields[1], fields[2]);
    }
}
