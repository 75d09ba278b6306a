package dev.penstock.ctl.dlq;

import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The two steps before something is changed: `--execute`, and a word typed by hand or `--yes`.
final class ExecuteOptions {

    @Option(names = "--execute", description = "Do it. Without this nothing is changed.")
    private boolean execute;

    @Option(names = "--yes", description = "With --execute: do not ask. Needed where nobody can be asked.")
    private boolean yes;

    /// Asks, if it has to. Whatever keeps the change from being made is told, and that nothing was changed.
    ///
    /// @param number of letters, which is what has to be typed
    /// @param deed what is to be done with them, such as `re-drive`
    /// @return null when the change may be made, else how the command ends
    @Nullable
    ExitCode refusal(Terminal terminal, long number, String deed) {
        if (!execute) {
            terminal.notice("nothing was changed: to " + deed + " these " + number + " letters, add --execute");
            return ExitCode.DONE;
        }
        if (yes
                || (terminal.isInteractive()
                        && terminal.hears(Long.toString(number), deed + " " + number + " letters?"))) {
            return null;
        }
        terminal.error(
                terminal.isInteractive()
                        ? "not confirmed"
                        : "there is no terminal to ask for a confirmation: add --yes");
        terminal.notice("nothing was changed");
        return ExitCode.REFUSED;
    }
}
