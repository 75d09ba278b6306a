package dev.penstock.model.control;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;

/// What a fact is about: the key of its record in the topic `control`, by which the topic is compacted.
public sealed interface FactName {

    /// The name as the topic has it, for example `org/acme`.
    String text();

    record OfKey(KeyId id) implements FactName {

        @Override
        public String text() {
            return "key/" + id;
        }
    }

    record OfOrganization(OrgId id) implements FactName {

        @Override
        public String text() {
            return "org/" + id;
        }
    }

    record OfStream(StreamName stream, int version) implements FactName {

        @Override
        public String text() {
            return "stream/" + stream + "/" + version;
        }
    }

    record OfHalt(StreamName stream, int number) implements FactName {

        @Override
        public String text() {
            return "halt/" + stream + "/" + number;
        }
    }
}
