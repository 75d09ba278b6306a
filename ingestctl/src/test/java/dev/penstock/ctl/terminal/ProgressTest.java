package dev.penstock.ctl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void whereNobodyLooksItIsLinesAndNotTooMany() {
        Terminal terminal = terminal(false);

        terminal.progress(1, 3, "1 of 3");
        terminal.progress(2, 3, "2 of 3");
        terminal.progress(3, 3, "3 of 3");

        assertThat(err).hasToString("1 of 3\n3 of 3\n");
    }

    @Test
    void whereSomebodyLooksABarTakesThePlaceOfTheOneBeforeAndSentencesOfIt() {
        Terminal terminal = terminal(true);

        terminal.progress(1, 2, "1 of 2");
        terminal.progress(2, 2, "2 of 2");
        terminal.notice("done");
        terminal.notice("really");

        assertThat(err)
                .hasToString("\r[###############               ] 1 of 2\u001b[K"
                        + "\r[##############################] 2 of 2\u001b[K"
                        + "\r\u001b[Kdone\nreally\n");
        assertThat(out.toString()).isEmpty();
    }

    private Terminal terminal(boolean bars) {
        return new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null, bars);
    }
}
