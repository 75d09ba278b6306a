package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The help of every command, word by word: what it says is read by people and copied into their notes. After a change
/// that is meant, `mvn -pl ingestctl -am test -Dtest=HelpFilesTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Dpenstock.golden=write` writes the files anew.
class HelpFilesTest {

    private static final Path FILES = Path.of("src/test/resources/help");

    @BeforeAll
    static void writeAnew() throws IOException {
        if (!"write".equals(System.getProperty("penstock.golden"))) {
            return;
        }
        Files.createDirectories(FILES);
        for (List<String> command : commands().toList()) {
            Files.writeString(file(command), help(command).out());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isAsItWasAgreed(List<String> command) throws Exception {
        CommandRun run = help(command);

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo(Files.readString(file(command)));
    }

    @Test
    void noFileIsOfACommandThatIsNoMore() throws Exception {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(commands()
                            .map(command -> file(command).getFileName().toString())
                            .toList());
        }
    }

    static Stream<List<String>> commands() {
        return Ingestctl.commands().stream();
    }

    private static CommandRun help(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static Path file(List<String> command) {
        return FILES.resolve((command.isEmpty() ? "ingestctl" : String.join("-", command)) + ".txt");
    }
}
