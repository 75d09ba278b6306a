package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A page of the documents, as somebody reads it who copies from it.
///
/// @param text its Markdown
record Page(String text) {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    static Page of(String name) {
        try {
            return new Page(Files.readString(DOCS.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException("no page " + name, e);
        }
    }

    /// What stands between this heading and the next of its level.
    Page section(String heading) {
        int begin = text.indexOf("\n## " + heading + "\n");
        if (begin < 0) {
            throw new IllegalStateException("no heading " + heading);
        }
        int end = text.indexOf("\n## ", begin + 1);
        return new Page(text.substring(begin, end < 0 ? text.length() : end));
    }

    /// What is to be typed, from top to bottom.
    String commands() {
        return blocks("").stream().collect(Collectors.joining("\n"));
    }

    /// The blocks of a language, none for what is to be typed.
    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
