package dev.penstock.sink.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a step as Flyway would run it, for those who want to see it first.
final class StepText {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z_]+)}");

    private StepText() {}

    static PlannedStep of(SchemaVersion.Step step, Map<String, String> placeholders) {
        try (InputStream file = StepText.class.getResourceAsStream(step.file())) {
            if (file == null) {
                throw new IllegalStateException(step.file() + " is not among the classes");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new PlannedStep(step.version(), step.description(), replaced(text, placeholders));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String replaced(String text, Map<String, String> placeholders) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = placeholders.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("nothing stands for " + found.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
