package dev.penstock.ctl.dlq;

import dev.penstock.model.event.Event;
import org.jspecify.annotations.Nullable;

/// What was found about one letter.
///
/// @param column that does not take it, empty when it is no column's fault
/// @param why for people; quotes no event
/// @param event as it would be sent; null when there is none
record Finding(
        Outlook outlook,
        String column,
        String why,
        @Nullable Event event) {

    static Finding of(Outlook outlook, String why) {
        return new Finding(outlook, "", why, null);
    }
}
