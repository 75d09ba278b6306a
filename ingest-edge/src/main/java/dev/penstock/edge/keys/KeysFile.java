package dev.penstock.edge.keys;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import java.util.Map;

/// What a keys file says.
record KeysFile(Map<OrgId, Organization> organizations, Map<KeyId, KeyRecord> keys) {

    /// Says nothing.
    static final KeysFile EMPTY = new KeysFile(Map.of(), Map.of());

    KeysFile {
        organizations = Map.copyOf(organizations);
        keys = Map.copyOf(keys);
    }
}
