package dev.penstock.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In a bash, as somebody who presses tab.
class CompletionTest {

    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        CommandRun run = CommandRun.of("completion");
        assertThat(run.exit()).isZero();
        Path script = Files.writeString(folder.resolve("completion.bash"), run.out());

        assertThat(completed(script, "st")).contains("streams").doesNotContain("topics");
        assertThat(completed(script, "dlq", "re")).containsExactly("redrive");
        assertThat(completed(script, "dlq", "redrive", "--ex")).containsExactly("--execute");
        assertThat(completed(script, "keys", "rev")).containsExactly("revoke");
    }

    private static String[] completed(Path script, String... words) throws Exception {
        String typed = String.join(" ", words);
        String ask = "source " + script + "\nCOMP_WORDS=(ingestctl " + typed + ")\nCOMP_CWORD=" + words.length
                + "\nCOMP_LINE='ingestctl " + typed + "'\nCOMP_POINT=${#COMP_LINE}\n_complete_ingestctl\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", ask)
                // bash complains there that compopt is called by hand.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(output).isZero();
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toArray(String[]::new);
    }
}
