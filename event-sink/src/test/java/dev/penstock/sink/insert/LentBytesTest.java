package dev.penstock.sink.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LentBytesTest {

    private final byte[] array = {1, 2, 3, 4};
    private final LentBytes lent = new LentBytes(() -> new ByteArrayInputStream(array));

    @Test
    void theyAreReadFromTheBeginningAsOftenAsNeeded() throws IOException {
        assertThat(lent.open().readAllBytes()).isEqualTo(array);
        assertThat(lent.open().read()).isEqualTo(1);
    }

    /// The array has other rows by then, and the token is still that of these.
    @Test
    void nothingIsReadAfterTheyWereTakenBack() throws IOException {
        InputStream begun = lent.open();
        assertThat(begun.read()).isEqualTo(1);

        lent.takeBack();

        assertThatThrownBy(begun::read).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> begun.read(new byte[2], 0, 2)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> lent.open().read()).isInstanceOf(IOException.class);
    }
}
