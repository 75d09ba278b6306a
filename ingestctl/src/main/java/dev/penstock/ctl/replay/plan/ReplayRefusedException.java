package dev.penstock.ctl.replay.plan;

import dev.penstock.ctl.terminal.ExitCode;

/// A replay is not done. The message says why, and what to type instead.
public final class ReplayRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exit;

    private ReplayRefusedException(ExitCode exit, String message) {
        super(message);
        this.exit = exit;
    }

    /// The command line says too little, too much, or something else than it seems to.
    public static ReplayRefusedException unclear(String why, String instead) {
        return new ReplayRefusedException(ExitCode.USAGE, why + ": " + instead);
    }

    /// What was asked for cannot be, because of what is there.
    public static ReplayRefusedException refused(String why, String instead) {
        return new ReplayRefusedException(ExitCode.REFUSED, why + ": " + instead);
    }

    /// It was begun, and Kafka or ClickHouse do not let it go on.
    public static ReplayRefusedException stopped(String why, String instead) {
        return new ReplayRefusedException(ExitCode.FAILED, why + ": " + instead);
    }

    /// Whether nothing was begun.
    public boolean leftAllAsItWas() {
        return exit != ExitCode.FAILED;
    }

    public ExitCode exit() {
        return exit;
    }
}
