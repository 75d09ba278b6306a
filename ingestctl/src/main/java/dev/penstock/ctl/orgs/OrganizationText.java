package dev.penstock.ctl.orgs;

import dev.penstock.ctl.limits.LimitsText;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.UnknownStreams;
import java.util.Locale;

/// What holds for an organization, as it is shown.
final class OrganizationText {

    private OrganizationText() {}

    static String of(UnknownStreams policy) {
        return policy.name().toLowerCase(Locale.ROOT);
    }

    /// In a line, for the audit log.
    static String line(Limits limits, Limits guaranteed, UnknownStreams unknownStreams) {
        return "limits=" + LimitsText.of(limits) + " guaranteed=" + LimitsText.of(guaranteed) + " unknown-streams="
                + of(unknownStreams);
    }
}
