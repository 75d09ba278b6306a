package dev.penstock.ctl.terminal;

/// How a command ends, as scripts see it.
public enum ExitCode {
    DONE(0),

    /// Kafka, ClickHouse or the machine did not do their part; the sentence on stderr says what to do.
    FAILED(1),

    /// The command line is wrong.
    USAGE(2),

    /// Done, and what was found is not what should be.
    DIFFERENCES(3),

    /// Not done, because of what is there: an id that is taken, a key that does not exist, no confirmation.
    REFUSED(4),

    /// Ended from outside before it was done.
    INTERRUPTED(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
