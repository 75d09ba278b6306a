package dev.penstock.model.usage;

import dev.penstock.model.organization.OrgId;

/// What an edge has admitted of one organization.
///
/// @param bytes of request bodies, decompressed
public record OrganizationUsage(OrgId org, long requests, long events, long bytes) {

    public OrganizationUsage {
        if (requests < 0 || events < 0 || bytes < 0) {
            throw new IllegalArgumentException("usage of " + org + " must not be negative: " + requests + " requests, "
                    + events + " events, " + bytes + " bytes");
        }
    }
}
