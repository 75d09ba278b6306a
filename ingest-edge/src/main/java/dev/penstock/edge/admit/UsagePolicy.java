package dev.penstock.edge.admit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the edges of one fleet share the limits of an organization.
///
/// @param instance the name of this edge among them; the host's name and a random end when not set
/// @param edges how many edges there are at least; what is counted on while they cannot hear each other and have not
///     before
/// @param silence how long an edge may not be heard before the others take its part
/// @param organizations how many organizations an edge tells the others about, those that use most first
@ConfigurationProperties("penstock.edge.admit.usage")
public record UsagePolicy(
        @DefaultValue("") String instance,
        @DefaultValue("1") int edges,
        @DefaultValue("5s") Duration silence,
        @DefaultValue("1000") int organizations) {

    private static final int LONGEST_NAME = 200;

    // An organization takes up to 100 bytes in a record, which may have a megabyte.
    private static final int MOST_ORGANIZATIONS = 5_000;

    public UsagePolicy {
        if (instance.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("penstock.edge.admit.usage.instance must be at most " + LONGEST_NAME
                    + " characters: " + instance.length());
        }
        if (edges < 1 || edges > UsageShares.MOST_EDGES) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit.usage.edges must be between 1 and " + UsageShares.MOST_EDGES + ": " + edges);
        }
        // They tell once a second.
        if (silence.compareTo(Duration.ofSeconds(2)) < 0 || silence.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit.usage.silence must be between PT2S and PT1M: " + silence);
        }
        if (organizations < 1 || organizations > MOST_ORGANIZATIONS) {
            throw new IllegalArgumentException("penstock.edge.admit.usage.organizations must be between 1 and "
                    + MOST_ORGANIZATIONS + ": " + organizations);
        }
    }
}
