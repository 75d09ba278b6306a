package dev.penstock.edge.keys;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Revised;
import dev.penstock.edge.authenticate.KeyDirectory;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The control topic and the keys file as one.
///
/// What the topic knows under an id is all that counts of that id: a key that was revoked there stays revoked whatever
/// the file says. Before the topic is known the file alone opens nothing, for the same reason.
final class KnownKeys implements KeyDirectory {

    private final Supplier<ControlState> topic;
    private final BooleanSupplier caughtUp;
    private final Supplier<Duration> behind;
    private final Supplier<KeysFile> file;

    private volatile Listed listed = new Listed(ControlState.EMPTY, KeysFile.EMPTY, Set.of());

    KnownKeys(
            Supplier<ControlState> topic,
            BooleanSupplier caughtUp,
            Supplier<Duration> behind,
            Supplier<KeysFile> file) {
        this.topic = topic;
        this.caughtUp = caughtUp;
        this.behind = behind;
        this.file = file;
    }

    @Override
    public Optional<KeyRecord> key(KeyId id) {
        Optional<KeyRecord> known = topic.get().key(id);
        return known.isPresent() ? known : Optional.ofNullable(file.get().keys().get(id));
    }

    @Override
    public Optional<Organization> organization(OrgId id) {
        Optional<Organization> known = topic.get().organization(id);
        return known.isPresent()
                ? known
                : Optional.ofNullable(file.get().organizations().get(id));
    }

    // A state that changed is another object.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public boolean isListed(Origin origin) {
        ControlState state = topic.get();
        KeysFile content = file.get();
        Listed current = listed;
        if (current.state() != state || current.file() != content) {
            // Once for each change, however many ask meanwhile: they would find the same.
            current = new Listed(state, content, originsOf(state, content));
            listed = current;
        }
        return current.origins().contains(origin);
    }

    @Override
    public boolean caughtUp() {
        return caughtUp.getAsBoolean();
    }

    @Override
    public Duration behind() {
        return behind.get();
    }

    private static Set<Origin> originsOf(ControlState state, KeysFile file) {
        Set<Origin> origins = new HashSet<>();
        for (Revised fact : state.all()) {
            if (fact.record().fact() instanceof ControlFact.KeyFact found && isActive(found.key())) {
                origins.addAll(found.key().origins());
            }
        }
        for (KeyRecord key : file.keys().values()) {
            if (isActive(key) && state.key(key.id()).isEmpty()) {
                origins.addAll(key.origins());
            }
        }
        return Set.copyOf(origins);
    }

    private static boolean isActive(KeyRecord key) {
        return key.state() == KeyState.ACTIVE;
    }

    /// The origins of all active keys, and what they were gathered from.
    private record Listed(ControlState state, KeysFile file, Set<Origin> origins) {}
}
