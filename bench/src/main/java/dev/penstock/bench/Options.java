package dev.penstock.bench;

import dev.penstock.bench.scenario.Lengths;
import dev.penstock.bench.scenario.Wanted;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the launcher says.
///
/// @param root of the checkout
/// @param build what `./penstock build` has put together
/// @param output folder of `latest.json` and `latest.html`
/// @param floor whether a ratio far below the recorded one makes the run fail
/// @param edgeFlags of the edge's JVM
/// @param writerFlags of the writer's
record Options(
        Path root,
        Path build,
        Path output,
        Wanted wanted,
        Lengths lengths,
        boolean floor,
        List<String> edgeFlags,
        List<String> writerFlags) {

    /// @throws IllegalArgumentException with a sentence for who typed it
    static Options parse(List<String> arguments) {
        Path root = null;
        Path build = null;
        Path output = null;
        boolean quick = false;
        boolean brief = false;
        List<String> words = null;
        List<String> edgeFlags = List.of();
        List<String> writerFlags = List.of();
        for (String argument : arguments) {
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.equals("--short")) {
                brief = true;
            } else if (argument.startsWith("--scenario=")) {
                words = Arrays.asList(value(argument).split(","));
            } else if (argument.startsWith("--root=")) {
                root = Path.of(value(argument));
            } else if (argument.startsWith("--build=")) {
                build = Path.of(value(argument));
            } else if (argument.startsWith("--output=")) {
                output = Path.of(value(argument));
            } else if (argument.startsWith("--edge-flags=")) {
                edgeFlags = List.of(value(argument).split(" ", -1));
            } else if (argument.startsWith("--writer-flags=")) {
                writerFlags = List.of(value(argument).split(" ", -1));
            } else {
                throw new IllegalArgumentException(
                        "bench takes --quick, --short, --scenario NAME[,NAME], --heap SIZE and --jmh: " + argument);
            }
        }
        return new Options(
                required("--root", root),
                required("--build", build),
                required("--output", output),
                words != null ? Wanted.of(words) : brief ? Wanted.stages() : quick ? Wanted.quick() : Wanted.all(),
                brief ? Lengths.SHORT : quick ? Lengths.QUICK : Lengths.FULL,
                brief,
                edgeFlags,
                writerFlags);
    }

    private static String value(String argument) {
        return argument.substring(argument.indexOf('=') + 1);
    }

    private static Path required(String name, @Nullable Path value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing: start it with ./penstock bench");
        }
        return value;
    }
}
