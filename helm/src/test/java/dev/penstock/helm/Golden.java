package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that is generated and committed. `-Dpenstock.golden=write` generates it anew.
final class Golden {

    private Golden() {}

    static void check(Path file, String now) throws IOException {
        if (System.getProperty("penstock.golden", "check").equals("write")) {
            Files.writeString(file, now);
        }
        assertThat(now)
                .as(file + " is not what is generated now; if that is meant: mvn -pl helm test -Dpenstock.golden=write")
                .isEqualTo(Files.readString(file));
    }
}
