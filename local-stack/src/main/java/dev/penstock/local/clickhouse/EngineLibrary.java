package dev.penstock.local.clickhouse;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the engine's library on this machine.
public final class EngineLibrary {

    private EngineLibrary() {}

    /// The file of the property `penstock.engine`; without it the one that npm installed for this module, looked
    /// for from the working directory upwards and then from where this class lies.
    ///
    /// @throws IllegalStateException with the command to run when there is none
    public static Path find() {
        String named = System.getProperty("penstock.engine", "");
        if (!named.isEmpty()) {
            Path file = Path.of(named);
            if (Files.isRegularFile(file)) {
                return file.toAbsolutePath();
            }
            throw new IllegalStateException("the ClickHouse engine named by penstock.engine is not there: " + file);
        }
        Path found = upwardsFrom(Path.of("").toAbsolutePath());
        if (found == null) {
            found = upwardsFrom(ownLocation());
        }
        if (found == null) {
            throw new IllegalStateException("the ClickHouse engine for " + platform()
                    + " is not installed: run local-stack/bin/install-engine");
        }
        return found;
    }

    private static @Nullable Path upwardsFrom(Path start) {
        Path inPackage = Path.of("node_modules", "@chdb", "lib-" + platform(), "libchdb.so");
        for (Path at = start; at != null; at = at.getParent()) {
            for (Path module : new Path[] {at, at.resolve("local-stack")}) {
                Path file = module.resolve(inPackage);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    private static Path ownLocation() {
        try {
            return Path.of(EngineLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String platform() {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String processor = machine.equals("aarch64") || machine.equals("arm64") ? "arm64" : "x64";
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")
                ? "darwin-" + processor
                : "linux-" + processor + "-gnu";
    }
}
