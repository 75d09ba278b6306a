package dev.penstock.writer.letters;

import dev.penstock.sink.insert.SupersededLetters;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How dead letters are loaded from their topic into ClickHouse. How an insert is tried again, and how long an answer
/// is waited for, is that of events: `penstock.writer.insert`.
///
/// @param rows most letters of an insert
/// @param size bytes of letters at which a batch is full, and above which none are fetched; memory needs about three
///     times as much
/// @param linger longest time a letter waits for company
/// @param lookEvery how often open letters are looked at, whether their event is stored by now
/// @param lookLetters how many of them each time; the next ones follow the next time
/// @param lookBack how old a letter may be to be looked at
@ConfigurationProperties("penstock.writer.letters")
public record LettersLimits(
        @DefaultValue("5000") int rows,
        @DefaultValue("8MB") DataSize size,
        @DefaultValue("1s") Duration linger,
        @DefaultValue("60s") Duration lookEvery,
        @DefaultValue("1000") int lookLetters,
        @DefaultValue("30d") Duration lookBack) {

    private static final int MOST_ROWS = 50_000;

    // Six bytes of JSON for each byte of the worst letters, and one insert stays one block.
    private static final DataSize MOST_BYTES = DataSize.ofMegabytes(16);

    public LettersLimits {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "penstock.writer.letters.rows must be from 1 to " + MOST_ROWS + ": " + rows);
        }
        if (size.toBytes() < 1 || size.compareTo(MOST_BYTES) > 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.letters.size must be from 1B to " + MOST_BYTES + ": " + size);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("penstock.writer.letters.linger must not be negative: " + linger);
        }
        if (!lookEvery.isPositive()) {
            throw new IllegalArgumentException(
                    "penstock.writer.letters.look-every must be longer than nothing: " + lookEvery);
        }
        if (lookLetters < 1 || lookLetters > SupersededLetters.MOST) {
            throw new IllegalArgumentException("penstock.writer.letters.look-letters must be from 1 to "
                    + SupersededLetters.MOST + ": " + lookLetters);
        }
        if (!lookBack.isPositive()) {
            throw new IllegalArgumentException(
                    "penstock.writer.letters.look-back must be longer than nothing: " + lookBack);
        }
    }
}
