package dev.penstock.edge.authenticate;

import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;

/// What a presented key came to.
public sealed interface Authentication {

    /// The key is proved and may send events of its organization.
    record Authenticated(KeyRecord key) implements Authentication {}

    record Refused(Refusal refusal) implements Authentication {}
}
