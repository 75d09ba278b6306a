package dev.penstock.ctl.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a command writes. Results go to stdout, so that they can be piped; what is told beside goes to stderr.
public final class Terminal {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    private static final Duration BETWEEN_BARS = Duration.ofMillis(200);
    private static final int BAR = 30;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final @Nullable Console console;
    private final boolean bars;
    private volatile @Nullable Screen screen;
    private boolean barShown;
    private long told;

    /// @param console null when nobody can be asked
    public Terminal(PrintWriter out, PrintWriter err, @Nullable Console console) {
        this(out, err, console, false);
    }

    /// @param bars whether somebody looks at `err`, so that a line may take the place of the one before
    public Terminal(PrintWriter out, PrintWriter err, @Nullable Console console, boolean bars) {
        this.out = out;
        this.err = err;
        this.console = console;
        this.bars = bars;
        // Long enough ago.
        this.told = System.nanoTime() - BETWEEN_LINES.toNanos();
    }

    /// Writes a result in the form that was asked for.
    public void result(OutputForm form, TextTable table, Map<String, ?> document) {
        clearBar();
        switch (form) {
            case TABLE -> out.print(table);
            case JSON -> out.println(Json.of(document));
        }
        out.flush();
    }

    /// Writes a result that is one line.
    public void result(OutputForm form, String line, Map<String, ?> document) {
        clearBar();
        out.println(form == OutputForm.JSON ? Json.of(document) : line);
        out.flush();
    }

    /// Tells something beside the result.
    public void notice(String sentence) {
        clearBar();
        err.println(sentence);
        err.flush();
    }

    /// Tells how far long work is, as a bar where somebody looks and else as a line. May be called as often as there is
    /// something new: what comes too soon is left out, but the end is not.
    ///
    /// @param of how much it is in all
    public void progress(long done, long of, String sentence) {
        long now = System.nanoTime();
        if (done < of && now - told < (bars ? BETWEEN_BARS : BETWEEN_LINES).toNanos()) {
            return;
        }
        told = now;
        if (!bars) {
            notice(sentence);
            return;
        }
        int filled = of <= 0 ? BAR : (int) (BAR * Math.clamp((double) done / of, 0, 1));
        err.print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + sentence + "\u001b[K");
        err.flush();
        barShown = true;
    }

    private void clearBar() {
        if (barShown) {
            err.print(CLEAR);
            err.flush();
            barShown = false;
        }
    }

    /// Tells what went wrong.
    public void error(String sentence) {
        notice("error: " + sentence);
    }

    /// What shows frames in place of each other, where somebody looks; closed by the caller.
    ///
    /// @param live false for one that only writes, whoever looks
    public Screen screen(boolean live) {
        Screen opened = live && isInteractive() && !"dumb".equals(System.getenv("TERM"))
                ? Screen.of(out, System.in)
                : Screen.plain(out);
        screen = opened;
        return opened;
    }

    /// Gives the terminal back as it was, from any thread: the process is about to end.
    public void giveBack() {
        Screen open = screen;
        if (open != null) {
            open.close();
        }
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
