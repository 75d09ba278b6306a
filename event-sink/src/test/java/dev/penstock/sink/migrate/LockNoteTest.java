package dev.penstock.sink.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockNoteTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void itIsReadAsItWasWritten() {
        LockNote note = new LockNote("0123456789abcdef", "ci@runner-7", NOON);

        assertThat(LockNote.parse(note.text())).contains(note);
    }

    @Test
    void anOwnerCannotEndTheLiteral() {
        assertThat(new LockNote("0123456789abcdef", "o'neill; x", NOON).text()).contains("owner=o_neill__x;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "id=1;owner=a;until=1", "id=0123456789abcdef;owner=a;until=soon"})
    void anythingElseIsNoNote(String text) {
        assertThat(LockNote.parse(text)).isEmpty();
    }
}
