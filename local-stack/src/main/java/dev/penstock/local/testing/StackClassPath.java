package dev.penstock.local.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The class path of the servers: this module and the dependencies that the build wrote to `target/classpath`.
///
/// Not the class path of the test: the broker must not meet the logging and the libraries of what is tested, nor
/// those it.
final class StackClassPath {

    private StackClassPath() {}

    static String find() {
        try {
            URI location = StackClassPath.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path classes = Path.of(location);
            Path dependencies = classes.resolveSibling("classpath");
            if (!Files.isRegularFile(dependencies)) {
                throw new IllegalStateException(dependencies
                        + " is missing: build the module local-stack with Maven once (mvn -pl local-stack compile)");
            }
            return classes + File.pathSeparator + Files.readString(dependencies).strip();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
