package dev.penstock.ctl.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ProfileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void anOptionGoesBeforeTheEnvironmentAndThatBeforeTheProfile() throws Exception {
        String file = file("""
                # production
                PENSTOCK_KAFKA_BOOTSTRAP = kafka.example:9092
                PENSTOCK_CLICKHOUSE_URL = https://clickhouse.example:8443
                PENSTOCK_TOPIC_PREFIX = of-the-profile.
                PENSTOCK_CLICKHOUSE_USER = operator
                """);

        GlobalOptions options =
                parse(Map.of("PENSTOCK_TOPIC_PREFIX", "of-the-environment."), file, "--clickhouse-url=http://option:1");

        assertThat(options.kafka()).containsEntry("bootstrap.servers", "kafka.example:9092");
        assertThat(options.clickHouse().url()).hasToString("http://option:1");
        assertThat(options.clickHouse().username()).isEqualTo("operator");
        // What the environment of this process says, which is what picocli asks: nothing.
        assertThat(options.topicPrefix()).isEqualTo("penstock.");
    }

    @Test
    void secretsComeFromFilesThatNotEverybodyReads() throws Exception {
        String password = file("of the file\n");
        String file = file("PENSTOCK_CLICKHOUSE_PASSWORD_FILE=" + password);

        assertThat(parse(Map.of(), file).clickHouse().password()).isEqualTo("of the file");
        assertThat(parse(Map.of("PENSTOCK_CLICKHOUSE_PASSWORD", "set"), file)
                        .clickHouse()
                        .password())
                .isEqualTo("set");

        Files.setPosixFilePermissions(Path.of(password), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> parse(Map.of(), file))
                .isInstanceOf(UnusableOptionException.class)
                .hasMessageContaining("chmod 600 " + password);

        String open = file("PENSTOCK_KEY=pk_live_secret");
        Files.setPosixFilePermissions(Path.of(open), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> parse(Map.of(), open))
                .isInstanceOf(UnusableOptionException.class)
                .hasMessageContaining("chmod 600 " + open)
                .hasMessageNotContaining("pk_live_secret");
    }

    @Test
    void whatIsNotKnownIsRefusedWithoutItsValue() throws Exception {
        String file = file("PENSTOCK_CLICKHOUSE_PASWORD=hunter2");

        assertThatThrownBy(() -> parse(Map.of(), file))
                .isInstanceOf(UnusableOptionException.class)
                .hasMessageContaining("PENSTOCK_CLICKHOUSE_PASWORD")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aNameIsAFileInTheFolderOfTheUser() throws Exception {
        Path profiles = Files.createDirectories(folder.resolve(".config/penstock"));
        Files.writeString(profiles.resolve("production.profile"), "PENSTOCK_TOPIC_PREFIX=production.\n");

        assertThat(Profile.of(List.of(), Map.of("PENSTOCK_PROFILE", "production"), folder)
                        .variables())
                .containsEntry("PENSTOCK_TOPIC_PREFIX", "production.");
        assertThatThrownBy(() -> Profile.of(List.of("orgs", "list", "--profile", "other"), Map.of(), folder))
                .isInstanceOf(UnusableOptionException.class)
                .hasMessageContaining("other.profile");
    }

    @Test
    void everyVariableThatAHelpNamesMayBeInAProfile() throws Exception {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> helps = Files.list(Path.of("src/test/resources/help"))) {
            for (Path help : helps.toList()) {
                Pattern.compile("PENSTOCK_[A-Z_]+")
                        .matcher(Files.readString(help))
                        .results()
                        .forEach(found -> named.add(found.group()));
            }
        }
        named.remove("PENSTOCK_PROFILE");

        Set<String> known = new TreeSet<>(Profile.OPTIONS);
        known.addAll(Profile.VARIABLES);
        assertThat(known).containsAll(named);
        assertThat(named).containsAll(Profile.OPTIONS);
    }

    private GlobalOptions parse(Map<String, String> environment, String file, String... arguments) {
        Profile profile = Profile.of(List.of("--profile=" + file), environment, folder);
        GlobalOptions options = new GlobalOptions(profile.variables());
        CommandLine line = new CommandLine(new Nothing());
        line.addMixin("options", options);
        line.setDefaultValueProvider(profile);
        line.parseArgs(arguments);
        return options;
    }

    private String file(String text) throws IOException {
        Path file = Files.createTempFile(folder, "profile", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(file, text).toString();
    }

    @Command(name = "nothing")
    private static final class Nothing {}
}
