package dev.penstock.model.audit;

import java.time.Instant;

/// Something a person or a program changed.
///
/// @param actor as it called itself
/// @param at to the millisecond, by the clock of whoever made the change
/// @param action such as `keys.revoke`
/// @param subject what was changed, such as `key/AbCdEf012345`
/// @param detail for people; at most 4,096 characters, and never a secret
/// @param revision of the control topic with the change; -1 when it is none there
public record AuditRecord(String actor, Instant at, String action, String subject, String detail, long revision) {

    private static final int MAX_DETAIL = 4_096;

    public AuditRecord {
        if (action.isEmpty() || subject.isEmpty()) {
            throw new IllegalArgumentException("an audit record must name an action and a subject");
        }
        if (detail.length() > MAX_DETAIL) {
            throw new IllegalArgumentException(
                    "detail of an audit record must be at most " + MAX_DETAIL + " characters: " + detail.length());
        }
    }
}
