package dev.penstock.ctl.replay;

import dev.penstock.ctl.terminal.Terminal;
import picocli.CommandLine.Option;

/// The options that let a command change something.
final class ChangeOptions {

    @Option(names = "--execute", description = "Do it. Without it, only what would be done is shown.")
    private boolean execute;

    @Option(names = "--yes", description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    boolean execute() {
        return execute;
    }

    /// Whether somebody agrees; when nobody does, that is told.
    boolean isConfirmed(Terminal terminal, String question) {
        if (yes || terminal.confirms(question)) {
            return true;
        }
        if (!terminal.isInteractive()) {
            terminal.error("there is no terminal to ask: add --yes");
        }
        terminal.notice("nothing was changed");
        return false;
    }
}
