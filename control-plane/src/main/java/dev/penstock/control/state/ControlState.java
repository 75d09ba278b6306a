package dev.penstock.control.state;

import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.control.FactName;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.stream.StreamName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that the control plane knows at one revision. Immutable.
///
/// Grows with what operators create (about 500 bytes for each key, organization, version of a stream and halt),
/// never with traffic: nothing that comes from a request gets here.
public final class ControlState {

    /// Nothing known.
    public static final ControlState EMPTY = new ControlState(-1, Map.of());

    private final long revision;
    private final Map<FactName, Revised> facts;
    // Null until somebody asks for a stream.
    private volatile @Nullable StreamHistory streams;

    private ControlState(long revision, Map<FactName, Revised> facts) {
        this.revision = revision;
        this.facts = facts;
    }

    /// Offset of the last record this state has seen; -1 before the first.
    public long revision() {
        return revision;
    }

    public Optional<KeyRecord> key(KeyId id) {
        Revised found = facts.get(new FactName.OfKey(id));
        return found != null && found.record().fact() instanceof KeyFact fact
                ? Optional.of(fact.key())
                : Optional.empty();
    }

    public Optional<Organization> organization(OrgId id) {
        Revised found = facts.get(new FactName.OfOrganization(id));
        return found != null && found.record().fact() instanceof OrganizationFact fact
                ? Optional.of(fact.organization())
                : Optional.empty();
    }

    /// The definition of a stream that is in force: its highest version. Empty when nobody has defined it.
    public Optional<StreamFact> stream(StreamName name) {
        return Optional.ofNullable(streams().newest().get(name));
    }

    /// The definitions that were in force at `revision`: of each stream the highest version written until then.
    /// Answers the same for ever.
    ///
    /// @throws IllegalArgumentException when this state does not reach that far: what is in force then may still change
    public Map<StreamName, StreamFact> streamsAt(long revision) {
        requireReached(revision);
        return streams().definitionsAt(revision);
    }

    /// The streams that were halted at `revision`, each with the halt that is in force. Answers the same for ever.
    ///
    /// @throws IllegalArgumentException when this state does not reach that far
    public Map<StreamName, HaltFact> haltedAt(long revision) {
        Map<StreamName, HaltFact> halts = haltsAt(revision);
        halts.values().removeIf(halt -> !halt.halted());
        return halts;
    }

    /// The last halt of each stream at `revision`, lifted ones included.
    ///
    /// @throws IllegalArgumentException when this state does not reach that far
    public Map<StreamName, HaltFact> haltsAt(long revision) {
        requireReached(revision);
        return streams().haltsAt(revision);
    }

    /// Every halt there was and every one that was lifted, in the order in which they were written.
    public List<HaltFact> halts() {
        return streams().halts();
    }

    /// The revision of the last definition or halt at or before `revision`, -1 when there is none. From it up to
    /// `revision` the same was in force.
    ///
    /// @throws IllegalArgumentException when this state does not reach that far
    public long lastStreamChangeAt(long revision) {
        requireReached(revision);
        return streams().lastChangeUpTo(revision);
    }

    /// The revision of the last definition or halt of one stream, -1 when there is none.
    public long lastChangeOf(StreamName stream) {
        return streams().lastChangeOf(stream);
    }

    private void requireReached(long asked) {
        if (asked > revision) {
            throw new IllegalArgumentException(
                    "revision " + asked + " is not known yet: the state is of revision " + revision);
        }
    }

    private StreamHistory streams() {
        StreamHistory known = streams;
        if (known == null) {
            // Not for each state: most are never asked. Two threads may both do it.
            known = StreamHistory.of(facts.values());
            streams = known;
        }
        return known;
    }

    /// The record in force under this name.
    public Optional<Revised> find(FactName name) {
        return Optional.ofNullable(facts.get(name));
    }

    /// Every record in force, in no order.
    public Collection<Revised> all() {
        return Collections.unmodifiableCollection(facts.values());
    }

    /// Tells what speaks against `fact` coming after this state.
    public Optional<Objection> objectionTo(ControlFact fact) {
        return Optional.ofNullable(objection(facts.get(fact.name()), fact));
    }

    /// Starts a change of several records at once: copying the state for each would make the start of a process
    /// with many keys slow.
    public Changes change() {
        return new Changes();
    }

    private static @Nullable Objection objection(@Nullable Revised current, ControlFact next) {
        if (current == null) {
            return null;
        }
        ControlFact previous = current.record().fact();
        return switch (next) {
            case KeyFact fact -> previous instanceof KeyFact before ? objection(before.key(), fact.key()) : null;
            case OrganizationFact fact -> null;
            case StreamFact fact -> fact.equals(previous) ? null : Objection.FACT_IS_IMMUTABLE;
            case HaltFact fact -> fact.equals(previous) ? null : Objection.FACT_IS_IMMUTABLE;
        };
    }

    private static @Nullable Objection objection(KeyRecord before, KeyRecord next) {
        if (!next.org().equals(before.org()) || !next.secretHash().equals(before.secretHash())) {
            return Objection.KEY_IS_ANOTHER;
        }
        return before.state() == KeyState.REVOKED && next.state() != KeyState.REVOKED
                ? Objection.REVOKED_IS_FINAL
                : null;
    }

    /// Records on their way into a new state. For one thread.
    public final class Changes {

        private final Map<FactName, Revised> changed = new HashMap<>(facts);
        private long seen = revision;

        private Changes() {}

        /// Takes a record in, unless something speaks against it. Either way the new state has seen it.
        public Optional<Objection> apply(Revised next) {
            seen = next.revision();
            ControlFact fact = next.record().fact();
            Objection objection = objection(changed.get(fact.name()), fact);
            if (objection == null) {
                keep(fact, next);
            }
            return Optional.ofNullable(objection);
        }

        private void keep(ControlFact fact, Revised next) {
            switch (fact) {
                case KeyFact key -> changed.put(fact.name(), next);
                case OrganizationFact organization -> changed.put(fact.name(), next);
                // The same once more: it has been in force since it was said first.
                case StreamFact definition -> changed.putIfAbsent(fact.name(), next);
                case HaltFact halt -> changed.putIfAbsent(fact.name(), next);
            }
        }

        /// Notes that the record at `revision` was seen and changes nothing.
        public void skip(long revision) {
            seen = revision;
        }

        /// The state after all of them. The changes are not used afterwards.
        public ControlState done() {
            return new ControlState(seen, changed);
        }
    }
}
