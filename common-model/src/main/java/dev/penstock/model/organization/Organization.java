package dev.penstock.model.organization;

import dev.penstock.model.limit.Limits;
import java.time.Instant;

/// An organization as the control topic knows it.
///
/// @param name for people; not unique
/// @param limits how fast its keys together may send
/// @param guaranteed how fast it is let send while the sink is under pressure and others are refused
/// @param unknownStreams what becomes of an event whose stream nobody has defined
public record Organization(
        OrgId id,
        String name,
        OrganizationState state,
        Instant createdAt,
        Limits limits,
        Limits guaranteed,
        UnknownStreams unknownStreams) {

    private static final int MAX_NAME = 200;

    public Organization {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "organization name must be 1 to " + MAX_NAME + " characters: " + name.length());
        }
    }

    /// An organization that has no limits of its own and may send to any stream.
    public Organization(OrgId id, String name, OrganizationState state, Instant createdAt) {
        this(id, name, state, createdAt, Limits.NONE, Limits.NONE, UnknownStreams.ANY);
    }

    /// The same organization in another state.
    public Organization in(OrganizationState newState) {
        return new Organization(id, name, newState, createdAt, limits, guaranteed, unknownStreams);
    }
}
