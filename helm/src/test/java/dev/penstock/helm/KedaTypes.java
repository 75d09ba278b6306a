package dev.penstock.helm;

import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// KEDA's objects have no class in Java; this reads the fields they may have from the declarations of a package of npm.
final class KedaTypes {

    private static final Path FOLDER = Path.of("node_modules", "@kubernetes-models", "keda", "keda.sh", "v1alpha1");

    private static final Pattern IMPORT = Pattern.compile("import \\{ (\\w+) \\} from \"\\./(\\w+)\\.js\"");

    private static final Pattern FIELD = Pattern.compile("^ {4}\"(\\w+)\"\\??: (?:Array<)?(\\w*)", Pattern.MULTILINE);

    /// A type that is another one by a name of its own.
    private static final Pattern SAME = Pattern.compile("from \"\\./(\\w+)\\.js\"");

    private KedaTypes() {}

    /// Adds the fields of an object that its type, the file of that name, does not know.
    static void unknown(String path, Node object, String type, List<String> unknown) {
        String declaration = read(FOLDER.resolve(type + ".d.ts"));
        Map<String, String> files = new TreeMap<>();
        IMPORT.matcher(declaration).results().forEach(found -> files.put(found.group(1), found.group(2)));
        Map<String, String> fields = new TreeMap<>();
        FIELD.matcher(declaration).results().forEach(found -> fields.put(found.group(1), found.group(2)));
        Matcher same = SAME.matcher(declaration);
        if (fields.isEmpty() && same.find()) {
            unknown(path, object, same.group(1), unknown);
            return;
        }
        object.map("").forEach((name, part) -> {
            String file = files.get(fields.getOrDefault(name, ""));
            if (!fields.containsKey(name)) {
                unknown.add(path + ": unknown [" + name + "]");
            } else if (file != null) {
                (part.value() instanceof List<?> ? part.list("") : List.of(part))
                        .forEach(each -> unknown(path + "." + name, each, file, unknown));
            }
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
