package dev.penstock.writer.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitNoteTest {

    private static final TopicId TOPIC = new TopicId(1, 2);

    @Test
    void whatIsWrittenIsRead() {
        Intent intent = new Intent(49_999, Instant.ofEpochMilli(1_777_636_800_250L), 7, TOPIC);
        CommitNote.Mark mark = new CommitNote.Mark(TOPIC);

        assertThat(intent.text()).isEqualTo("v1;end=49999;at=1777636800250;rev=7;topic=AAAAAAAAAAEAAAAAAAAAAg");
        assertThat(CommitNote.parse(intent.text())).isEqualTo(intent);
        assertThat(CommitNote.parse(mark.text())).isEqualTo(mark);
        assertThat(CommitNote.parse("")).isEqualTo(new CommitNote.Blank());
    }

    /// As long as the control topic has no record.
    @Test
    void anIntentMayBeOfNoRevision() {
        Intent intent = new Intent(1, Instant.ofEpochMilli(5), -1, TOPIC);

        assertThat(intent.text()).isEqualTo("v1;end=1;at=5;rev=-1;topic=AAAAAAAAAAEAAAAAAAAAAg");
        assertThat(CommitNote.parse(intent.text())).isEqualTo(intent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "v2;end=1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=1;at=1;rev=0",
                "v1;end=1;at=1;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;at=1;end=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=01;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=-1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=+1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=1;at=1;rev=-2;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=1;at=1;rev=-01;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=9999999999999999999;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;end=1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAA",
                "v1;end=1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAh",
                "v1;end=1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg;",
                "v1;end=1;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg;more=1",
                "v1;end=\u0661;at=1;rev=0;topic=AAAAAAAAAAEAAAAAAAAAAg",
                "v1;topic=",
                "v1;topic=AAAAAAAAAAEAAAAAAAAAAh"
            })
    void whatIsNotWordForWordOursIsNotRead(String metadata) {
        assertThat(CommitNote.parse(metadata)).isEqualTo(new CommitNote.Unreadable());
    }

    @Test
    void aTimeThatTheColumnCannotHoldIsNoIntent() {
        assertThatThrownBy(() -> new Intent(1, Instant.ofEpochSecond(1, 1), 0, TOPIC))
                .hasMessageContaining("whole milliseconds");
    }
}
