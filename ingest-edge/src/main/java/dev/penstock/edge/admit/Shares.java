package dev.penstock.edge.admit;

import dev.penstock.model.organization.OrgId;

/// Which part of a limit this edge may give away; the others give away the rest.
public interface Shares {

    /// Everything: there is no other edge.
    Shares ALL = new Shares() {
        @Override
        public double of(OrgId org) {
            return 1;
        }

        @Override
        public double even() {
            return 1;
        }
    };

    /// The part of an organization's limits, above 0 and up to 1.
    double of(OrgId org);

    /// The part of a limit whose use on the other edges is not known, above 0 and up to 1.
    double even();
}
