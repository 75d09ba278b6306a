package dev.penstock.ctl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void aFrameIsCutToTheTerminal() {
        assertThat(Screen.cut("one\ntwo three\nfour\nfive\n", "4 5\n")).isEqualTo("one\ntwo t\nfour\n");
        assertThat(Screen.cut("one two\n", "0 0")).isEqualTo("one two\n");
        assertThat(Screen.cut("one two\n", null)).isEqualTo("one two\n");
    }

    @Test
    void whereNobodyLooksFramesFollowEachOtherWithoutControls() throws Exception {
        StringWriter text = new StringWriter();
        try (Screen screen = Screen.plain(new PrintWriter(text))) {
            screen.show("one\n");
            assertThat(screen.isLeft(Duration.ofMillis(1))).isFalse();
            screen.show("two\n");
        }

        assertThat(text).hasToString("one\n\ntwo\n");
    }
}
