package dev.penstock.local.clickhouse;

import java.io.IOException;
import java.io.Serial;

/// Breaks the connection on purpose, because a test asked for it through [Faults].
final class InjectedFault extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    InjectedFault(String what) {
        super("injected fault: " + what);
    }
}
