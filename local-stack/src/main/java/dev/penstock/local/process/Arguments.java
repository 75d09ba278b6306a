package dev.penstock.local.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The command line of a server: `--name=value` and `--flag`. A name that nobody asked for is refused.
public final class Arguments {

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    /// Reads the command line; an argument that is not of the form `--name` or `--name=value` is refused.
    public Arguments(String... arguments) {
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                throw new IllegalArgumentException("unknown argument " + argument + "; --help lists them");
            }
            int equals = argument.indexOf('=');
            values.put(
                    equals < 0 ? argument.substring(2) : argument.substring(2, equals),
                    equals < 0 ? "" : argument.substring(equals + 1));
        }
    }

    /// True when the flag is there.
    public boolean flag(String name) {
        asked.add(name);
        return values.containsKey(name);
    }

    /// The value, or the default when it is missing.
    public String text(String name, String byDefault) {
        asked.add(name);
        return values.getOrDefault(name, byDefault);
    }

    /// The path, which must be there.
    public Path path(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("--" + name + "=<path> is missing; --help lists all arguments");
        }
        return Path.of(value).toAbsolutePath();
    }

    /// The whole number, or the default when it is missing; refused outside `least` to `most`.
    public int number(String name, int byDefault, int least, int most) {
        return number("--" + name, text(name, String.valueOf(byDefault)), least, most);
    }

    /// The same with a default from the environment, which is refused by the variable's name.
    public int number(
            String name, String variable, Map<String, String> environment, int byDefault, int least, int most) {
        String fromEnvironment = environment.getOrDefault(variable, String.valueOf(byDefault));
        return flag(name) ? number(name, byDefault, least, most) : number(variable, fromEnvironment, least, most);
    }

    private static int number(String source, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(
                source + " takes a whole number from " + least + " to " + most + ", not '" + value + "'");
    }

    /// All arguments whose name starts with the prefix, without it.
    public Map<String, String> prefixed(String prefix) {
        Map<String, String> found = new HashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                asked.add(name);
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /// Refuses what no call above asked for: a misspelt argument must not be a silent default.
    public void refuseOthers() {
        Set<String> unknown = new HashSet<>(values.keySet());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown argument --" + unknown.iterator().next() + "; --help lists them");
        }
    }
}
