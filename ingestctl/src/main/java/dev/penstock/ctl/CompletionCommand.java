package dev.penstock.ctl;

import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.ctl.terminal.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ingestctl completion`.
@Command(
        name = "completion",
        description = "Print what bash, or zsh with bashcompinit, needs to complete commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(ingestctl completion)",
            "  ingestctl completion > /etc/bash_completion.d/ingestctl"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets it before it calls");
        }
        String script = AutoComplete.bash("ingestctl", spec.root().commandLine());
        terminal.result(OutputForm.TABLE, script, Map.of());
        return ExitCode.DONE.number();
    }
}
