package dev.penstock.model.control;

import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.stream.StreamName;

/// One thing the control plane knows. Whoever reads facts must decide each kind, so a new one is a compile error
/// wherever it is not yet handled.
public sealed interface ControlFact {

    /// What the fact is about. A later fact of the same name takes the place of this one.
    FactName name();

    /// An ingestion key, as it is from now on.
    record KeyFact(KeyRecord key) implements ControlFact {

        @Override
        public FactName name() {
            return new FactName.OfKey(key.id());
        }
    }

    /// An organization, as it is from now on.
    record OrganizationFact(Organization organization) implements ControlFact {

        @Override
        public FactName name() {
            return new FactName.OfOrganization(organization.id());
        }
    }

    /// One version of a stream's definition. Never changed: the highest version is in force.
    ///
    /// @param version from 1
    /// @param definition as JSON
    record StreamFact(StreamName stream, int version, String definition) implements ControlFact {

        public StreamFact {
            requirePositive("version of a stream", version);
        }

        @Override
        public FactName name() {
            return new FactName.OfStream(stream, version);
        }
    }

    /// A stream was stopped, or let run again, for every writer. Never changed: the highest number is in force.
    ///
    /// @param number from 1
    /// @param reason for people
    record HaltFact(StreamName stream, int number, boolean halted, String reason) implements ControlFact {

        public HaltFact {
            requirePositive("number of a halt", number);
        }

        @Override
        public FactName name() {
            return new FactName.OfHalt(stream, number);
        }
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1: " + value);
        }
    }
}
