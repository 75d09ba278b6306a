package dev.penstock.local.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Faults a test has asked for; each statement takes at most one, the oldest that matches.
final class Faults {

    private static final int MOST = 1_000;

    enum Kind {
        /// The connection breaks before the statement runs.
        DROP_BEFORE,
        /// The statement runs, then the connection breaks without an answer.
        DROP_AFTER_APPLY,
        /// The statement does not run; the answer is the error with that code.
        ERROR,
        /// The statement runs after that many milliseconds.
        SLEEP,
        /// The statement runs; the connection breaks in the middle of the answer.
        TRUNCATE
    }

    /// `match` is looked for in the statement's text, ignoring case; empty matches all.
    record Fault(Kind kind, int times, String match, int code, String message, long millis) {

        Fault {
            if (times < 1) {
                throw new IllegalArgumentException("times must be at least 1, not " + times);
            }
            if (millis < 0 || millis > 600_000) {
                throw new IllegalArgumentException("ms must be from 0 to 600000, not " + millis);
            }
        }

        static Fault of(Map<String, String> fields) {
            String kind = fields.getOrDefault("kind", "");
            try {
                return new Fault(
                        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        Integer.parseInt(fields.getOrDefault("times", "1")),
                        fields.getOrDefault("match", ""),
                        Integer.parseInt(fields.getOrDefault("code", "999")),
                        fields.getOrDefault("message", "injected fault"),
                        Long.parseLong(fields.getOrDefault("ms", "1000")));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("times, code and ms must be whole numbers", e);
            } catch (IllegalArgumentException e) {
                if (e.getMessage() != null && e.getMessage().startsWith("No enum")) {
                    throw new IllegalArgumentException(
                            "kind must be one of drop_before, drop_after_apply, error, sleep, truncate, not '" + kind
                                    + "'",
                            e);
                }
                throw e;
            }
        }

        private Fault once() {
            return new Fault(kind, 1, match, code, message, millis);
        }
    }

    private final List<Fault> waiting = new ArrayList<>();

    synchronized void add(Fault fault) {
        if (waiting.size() + fault.times() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " faults can wait");
        }
        for (int i = 0; i < fault.times(); i++) {
            waiting.add(fault.once());
        }
    }

    synchronized void clear() {
        waiting.clear();
    }

    /// Takes the oldest fault meant for this statement out of the list.
    synchronized Optional<Fault> take(String sql) {
        String text = sql.toLowerCase(Locale.ROOT);
        for (int i = 0; i < waiting.size(); i++) {
            if (text.contains(waiting.get(i).match().toLowerCase(Locale.ROOT))) {
                return Optional.of(waiting.remove(i));
            }
        }
        return Optional.empty();
    }
}
