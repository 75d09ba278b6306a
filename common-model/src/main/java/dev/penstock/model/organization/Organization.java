package dev.penstock.model.organization;

import java.time.Instant;

/// An organization as the control topic knows it.
///
/// @param name for people; not unique
public record Organization(OrgId id, String name, OrganizationState state, Instant createdAt) {

    private static final int MAX_NAME = 200;

    public Organization {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "organization name must be 1 to " + MAX_NAME + " characters: " + name.length());
        }
    }
}
