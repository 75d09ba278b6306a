package dev.penstock.ctl.dlq;

import java.util.Locale;

/// What would become of a letter's event if it were sent again now.
enum Outlook {
    FITS("fits now"),
    DOES_NOT_FIT("repair the definition, or the event with `dlq export` and `dlq import`"),
    STREAM_HALTED("would be parked: `ingestctl streams resume` first"),
    DEFINITION_UNREADABLE("its definition cannot be read by this program: take that of the writers' version"),
    TABLE_NOT_READY("its table cannot take it: `ingestctl streams apply` first"),
    UNREADABLE("its record is no event: give it up with `dlq discard`, or keep it"),
    GONE("its bytes are no longer in the topic");

    private final String advice;

    Outlook(String advice) {
        this.advice = advice;
    }

    /// What to do about it, for people.
    String advice() {
        return advice;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
