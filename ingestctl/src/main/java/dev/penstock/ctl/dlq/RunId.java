package dev.penstock.ctl.dlq;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// Names runs, so that a mark, a header and a line of the audit log are found by each other.
final class RunId {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunId() {}

    /// A new one, such as `redrive-20261128T201500Z-1f00ab3c`.
    static String of(String deed, Instant now) {
        return deed + "-" + TIME.format(now) + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
