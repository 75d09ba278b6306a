package dev.penstock.model.usage;

import java.time.Instant;
import java.util.List;

/// What one edge has admitted, per organization.
///
/// @param instance names the edge; 1 to 200 characters
/// @param at by the clock of the edge
public record EdgeUsage(String instance, Instant at, List<OrganizationUsage> organizations) implements UsageRecord {

    private static final int MAX_INSTANCE = 200;

    public EdgeUsage {
        if (instance.isEmpty() || instance.length() > MAX_INSTANCE) {
            throw new IllegalArgumentException(
                    "name of an edge must be 1 to " + MAX_INSTANCE + " characters: " + instance.length());
        }
        organizations = List.copyOf(organizations);
    }
}
