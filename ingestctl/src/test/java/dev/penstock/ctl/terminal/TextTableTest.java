package dev.penstock.ctl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("ID", "NAME");
        table.add("acme", "Acme");
        table.add("b", "");

        assertThat(table).hasToString("""
                ID    NAME
                acme  Acme
                b
                """);
    }

    @Test
    void textFromOutsideCannotForgeALineOrMoveTheCursor() {
        TextTable table = new TextTable("LABEL");
        table.add("x\n\u001b[2Jy");

        assertThat(table).hasToString("LABEL\nx??[2Jy\n");
    }
}
