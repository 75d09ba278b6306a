package dev.penstock.ctl.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a command writes. Results go to stdout, so that they can be piped; what is told beside goes to stderr.
public final class Terminal {

    private final PrintWriter out;
    private final PrintWriter err;
    private final @Nullable Console console;

    /// @param console null when nobody can be asked
    public Terminal(PrintWriter out, PrintWriter err, @Nullable Console console) {
        this.out = out;
        this.err = err;
        this.console = console;
    }

    /// Writes a result in the form that was asked for.
    public void result(OutputForm form, TextTable table, Map<String, ?> document) {
        switch (form) {
            case TABLE -> out.print(table);
            case JSON -> out.println(Json.of(document));
        }
        out.flush();
    }

    /// Writes a result that is one line.
    public void result(OutputForm form, String line, Map<String, ?> document) {
        out.println(form == OutputForm.JSON ? Json.of(document) : line);
        out.flush();
    }

    /// Tells something beside the result.
    public void notice(String sentence) {
        err.println(sentence);
        err.flush();
    }

    /// Tells what went wrong.
    public void error(String sentence) {
        notice("error: " + sentence);
    }

    /// Whether somebody is there to be asked.
    public boolean isInteractive() {
        return console != null && console.isTerminal();
    }

    /// Asks and waits for `y` or `yes`; everything else is a no.
    public boolean confirms(String question) {
        if (console == null) {
            return false;
        }
        String answer = console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /// Asks and waits for `word`, letter by letter; everything else is a no.
    public boolean hears(String word, String question) {
        if (console == null) {
            return false;
        }
        String answer = console.readLine("%s Type %s: ", question, word);
        return answer != null && answer.strip().equals(word);
    }
}
