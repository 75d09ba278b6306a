package dev.penstock.writer.letters;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far the loader is, told by its thread and read by health and metrics. Logs what changes, once.
final class LettersState {

    private static final Logger log = LoggerFactory.getLogger(LettersState.class);

    private volatile Phase phase = Phase.LOADING;
    private volatile @Nullable String reason;
    private volatile long unread;
    private volatile double lagSeconds;

    /// It moves.
    void loading() {
        if (phase != Phase.LOADING) {
            log.atInfo().log("dead letters are loaded again");
        }
        reason = null;
        phase = Phase.LOADING;
    }

    /// It tries again by itself.
    void waiting(String why) {
        if (phase != Phase.WAITING) {
            log.atWarn().addKeyValue("reason", why).log("dead letters cannot be loaded yet, will retry");
        }
        reason = why;
        phase = Phase.WAITING;
    }

    /// It tries again now and then, but somebody must act first.
    void halted(String why) {
        if (phase != Phase.HALTED) {
            log.atError().addKeyValue("reason", why).log("dead letters are not loaded until somebody acts");
        }
        reason = why;
        phase = Phase.HALTED;
    }

    void measured(long letters, double seconds) {
        unread = letters;
        lagSeconds = seconds;
    }

    Phase phase() {
        return phase;
    }

    boolean halted() {
        return phase == Phase.HALTED;
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    long unread() {
        return unread;
    }

    double lagSeconds() {
        return lagSeconds;
    }

    /// What the loader is doing.
    enum Phase {
        LOADING,
        WAITING,
        HALTED
    }
}
