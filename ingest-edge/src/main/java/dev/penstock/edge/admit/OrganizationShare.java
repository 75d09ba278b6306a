package dev.penstock.edge.admit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much of what the edge holds at once may be one organization's.
///
/// @param organizationShare part of `penstock.edge.admit.in-flight`, above 0 and up to 1; above it, 429
///     `organization_busy`, but for one request at a time, which may need as much as the largest body
@ConfigurationProperties("penstock.edge.admit")
public record OrganizationShare(@DefaultValue("0.25") double organizationShare) {

    public OrganizationShare {
        if (!(organizationShare > 0 && organizationShare <= 1)) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit.organization-share must be above 0 and at most 1: " + organizationShare);
        }
    }

    long of(BodyLimits limits) {
        return (long) (limits.inFlight().toBytes() * organizationShare);
    }
}
