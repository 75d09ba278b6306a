package dev.penstock.bench.picture;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the launcher says.
///
/// @param root of the checkout
/// @param build what `./penstock build` has put together
/// @param work folder for the run, what was answered, and pictures of a run with a silent panel
/// @param output folder of the pictures
/// @param redraw whether to draw what was answered last, without a run
/// @param edgeFlags of the edge's JVM
/// @param writerFlags of the writer's
record PictureOptions(
        Path root,
        Path build,
        Path work,
        Path output,
        boolean redraw,
        List<String> edgeFlags,
        List<String> writerFlags) {

    private static final String REDRAW = "--redraw";
    private static final Set<String> VALUES =
            Set.of("--root", "--build", "--work", "--output", "--edge-flags", "--writer-flags");

    PictureOptions {
        edgeFlags = List.copyOf(edgeFlags);
        writerFlags = List.copyOf(writerFlags);
    }

    /// @throws IllegalArgumentException with a sentence for who typed it
    static PictureOptions parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        boolean redraw = false;
        for (String argument : arguments) {
            String name = argument.split("=", 2)[0];
            if (argument.equals(REDRAW)) {
                redraw = true;
            } else if (argument.contains("=") && VALUES.contains(name)) {
                values.put(name, argument.substring(name.length() + 1));
            } else {
                throw new IllegalArgumentException("pictures takes --redraw and --output FOLDER: " + argument);
            }
        }
        return new PictureOptions(
                path(values, "--root"),
                path(values, "--build"),
                path(values, "--work"),
                path(values, "--output"),
                redraw,
                flags(values, "--edge-flags"),
                flags(values, "--writer-flags"));
    }

    private static Path path(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing: start it with ./penstock pictures");
        }
        return Path.of(value);
    }

    private static List<String> flags(Map<String, String> values, String name) {
        String value = values.get(name);
        return value == null ? List.of() : List.of(value.split(" ", -1));
    }
}
