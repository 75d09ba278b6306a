package dev.penstock.ctl.streams;

import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.Json;
import dev.penstock.model.stream.StreamName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A file of definitions: `streams:` with a definition under each name, as YAML or as JSON.
final class StreamsFile {

    private static final String STREAMS = "streams";

    private StreamsFile() {}

    /// Reads the definitions, each as JSON, in the order of the file.
    ///
    /// @throws UnusableOptionException when it is no such file; what is within a definition is not looked at
    static Map<StreamName, String> read(Path file) {
        Object content;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            content = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
        } catch (IOException e) {
            throw new UnusableOptionException("--file " + file + " cannot be read: " + e.getMessage(), e);
        } catch (YAMLException e) {
            throw new UnusableOptionException("--file " + file + " is no YAML: " + e.getMessage(), e);
        }
        if (!(content instanceof Map<?, ?> all)
                || all.size() != 1
                || !(all.get(STREAMS) instanceof Map<?, ?> streams)
                || streams.isEmpty()) {
            throw new UnusableOptionException(
                    "--file " + file + " must have one member, streams, with a definition under each stream's name");
        }
        Map<StreamName, String> definitions = new LinkedHashMap<>();
        streams.forEach((name, definition) -> {
            String place = STREAMS + "." + name;
            if (!(name instanceof String text) || !StreamName.isValid(text)) {
                throw new UnusableOptionException("--file " + file + ": " + place + " cannot name a stream");
            }
            if (!(definition instanceof Map<?, ?>)) {
                throw new UnusableOptionException("--file " + file + ": " + place + " must be an object");
            }
            requireJson(file, place, definition);
            definitions.put(new StreamName(text), Json.of(definition));
        });
        return definitions;
    }

    // YAML makes dates of what looks like one, and more that JSON does not have.
    private static void requireJson(Path file, String place, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case String text -> {}
            case Number number -> {}
            case Boolean truth -> {}
            case List<?> items -> items.forEach(item -> requireJson(file, place + "[]", item));
            case Map<?, ?> members ->
                members.forEach((name, member) -> {
                    if (!(name instanceof String)) {
                        throw new UnusableOptionException(
                                "--file " + file + ": the name " + name + " in " + place + " must be in quotes");
                    }
                    requireJson(file, place + "." + name, member);
                });
            default ->
                throw new UnusableOptionException("--file " + file + ": " + place
                        + " is taken for something that JSON does not have, a date perhaps: put it in quotes");
        }
    }
}
