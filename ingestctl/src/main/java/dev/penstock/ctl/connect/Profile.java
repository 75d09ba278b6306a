package dev.penstock.ctl.connect;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;

/// Where things are, in a file that has a name: the variables of the environment, a line each. What the environment
/// itself says goes before it, and an option before both. Immutable.
public final class Profile implements IDefaultValueProvider {

    private static final String OPTION = "--profile";
    private static final String VARIABLE = "PENSTOCK_PROFILE";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{env:([A-Z_]+).*");
    private static final long MOST_BYTES = 64 * 1024;

    /// Ends the name of a variable that says in which file another one's value is.
    private static final String IN_FILE = "_FILE";

    private static final Set<String> SECRETS = Set.of("PENSTOCK_CLICKHOUSE_PASSWORD", "PENSTOCK_KEY");

    /// What no option names.
    static final Set<String> VARIABLES = Set.of(
            "PENSTOCK_ACTOR",
            "PENSTOCK_CLICKHOUSE_USER",
            "PENSTOCK_CLICKHOUSE_PASSWORD",
            "PENSTOCK_CLICKHOUSE_PASSWORD_FILE",
            "PENSTOCK_KEY",
            "PENSTOCK_KEY_FILE");

    /// What an option names, too.
    static final Set<String> OPTIONS = Set.of(
            "PENSTOCK_CLICKHOUSE_CLUSTER",
            "PENSTOCK_CLICKHOUSE_DATABASE",
            "PENSTOCK_CLICKHOUSE_KEEPER_PATH",
            "PENSTOCK_CLICKHOUSE_REPLICA",
            "PENSTOCK_CLICKHOUSE_URL",
            "PENSTOCK_EDGE_URL",
            "PENSTOCK_KAFKA_BOOTSTRAP",
            "PENSTOCK_KAFKA_CONFIG",
            "PENSTOCK_METRICS_URL",
            "PENSTOCK_TOPIC_PREFIX",
            "PENSTOCK_WRITER_GROUP");

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Profile(Map<String, String> environment, Map<String, String> file) {
        this.environment = Map.copyOf(environment);
        this.file = Map.copyOf(file);
    }

    /// The profile that a command line names, or the environment, or none. It is looked for before the command line is
    /// understood, for what is not said there comes from here.
    ///
    /// @param home of the user, for a profile that is named and not a path
    /// @throws UnusableOptionException when it cannot be read, or others could read a secret in it
    public static Profile of(List<String> arguments, Map<String, String> environment, Path home) {
        String named = environment.get(VARIABLE);
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(OPTION + "=")) {
                named = argument.substring(OPTION.length() + 1);
            } else if (argument.equals(OPTION) && i + 1 < arguments.size()) {
                named = arguments.get(i + 1);
            }
        }
        if (named == null || named.isEmpty()) {
            return new Profile(environment, Map.of());
        }
        String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path path = NAME.matcher(named).matches()
                ? (folder.isEmpty() ? home.resolve(".config") : Path.of(folder))
                        .resolve("penstock")
                        .resolve(named + ".profile")
                : Path.of(named);
        return new Profile(environment, read(path));
    }

    private static Map<String, String> read(Path path) {
        Map<String, String> variables = new HashMap<>();
        for (String line : text(path, OPTION).lines().toList()) {
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            int equals = stripped.indexOf('=');
            String name = equals < 0 ? "" : stripped.substring(0, equals).strip();
            if (!VARIABLES.contains(name) && !OPTIONS.contains(name)) {
                // Not the line: what is after a mistyped name may be a secret.
                throw new UnusableOptionException(OPTION + " " + path + " has a line that is no NAME=value of a known"
                        + " variable" + (name.matches("[A-Z_]{1,60}") ? ": " + name : ""));
            }
            if (SECRETS.contains(name)) {
                refuseToOthers(path);
            }
            variables.put(name, stripped.substring(equals + 1).strip());
        }
        return variables;
    }

    /// The environment, and of the rest what the profile says; what is in a file of its own is read.
    ///
    /// @throws UnusableOptionException when such a file cannot be read, or others could read it
    public Map<String, String> variables() {
        Map<String, String> all = new HashMap<>(file);
        // One way to say it goes before another one that is said further out.
        for (String secret : SECRETS) {
            if (environment.containsKey(secret) || environment.containsKey(secret + IN_FILE)) {
                all.remove(secret);
                all.remove(secret + IN_FILE);
            }
        }
        all.putAll(environment);
        for (String secret : SECRETS) {
            String name = all.getOrDefault(secret + IN_FILE, "");
            if (!all.containsKey(secret) && !name.isEmpty()) {
                Path path = Path.of(name);
                String value = text(path, secret + IN_FILE).strip();
                refuseToOthers(path);
                all.put(secret, value);
            }
        }
        return all;
    }

    /// What the profile says in place of an option's variable; null when the environment says it, or nobody.
    @Override
    public @Nullable String defaultValue(ArgSpec option) {
        if (file.isEmpty() || !(option.userObject() instanceof Field field)) {
            return null;
        }
        Option annotation = field.getAnnotation(Option.class);
        if (annotation == null) {
            return null;
        }
        Matcher variable = DEFAULT.matcher(annotation.defaultValue());
        return variable.matches() && !environment.containsKey(variable.group(1)) ? file.get(variable.group(1)) : null;
    }

    private static String text(Path path, String whose) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new UnusableOptionException(whose + " " + path + " is no such file: it is too large");
            }
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UnusableOptionException(whose + " " + path + " cannot be read", e);
        }
    }

    // A mounted secret of Kubernetes is a link to a file that its group may read, and whose group is the pod's.
    private static void refuseToOthers(Path path) {
        try {
            if (Files.getFileStore(path).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
                throw new UnusableOptionException(
                        path + " has a secret that everybody on this machine may read: type chmod 600 " + path);
            }
        } catch (IOException e) {
            throw new UnusableOptionException("who may read " + path + " cannot be found out", e);
        }
    }
}
