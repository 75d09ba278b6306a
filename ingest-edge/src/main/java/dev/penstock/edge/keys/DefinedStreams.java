package dev.penstock.edge.keys;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Revised;
import dev.penstock.edge.authenticate.KeyDirectory;
import dev.penstock.edge.stamp.StreamDirectory;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/// The streams that the control topic has a definition of.
final class DefinedStreams implements StreamDirectory {

    private final Supplier<ControlState> topic;
    private final KeyDirectory organizations;

    private volatile Listed listed = new Listed(ControlState.EMPTY, Set.of());

    DefinedStreams(Supplier<ControlState> topic, KeyDirectory organizations) {
        this.topic = topic;
        this.organizations = organizations;
    }

    // A state that changed is another object.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public boolean isDefined(StreamName stream) {
        ControlState state = topic.get();
        Listed current = listed;
        if (current.state() != state) {
            // Once for each change, however many ask meanwhile: they would find the same.
            current = new Listed(state, streamsOf(state));
            listed = current;
        }
        return current.streams().contains(stream);
    }

    @Override
    public UnknownStreams unknownStreams(OrgId org) {
        return organizations.organization(org).map(Organization::unknownStreams).orElse(UnknownStreams.ANY);
    }

    private static Set<StreamName> streamsOf(ControlState state) {
        Set<StreamName> streams = new HashSet<>();
        streams.add(StreamName.DEFAULT);
        for (Revised fact : state.all()) {
            if (fact.record().fact() instanceof ControlFact.StreamFact found) {
                streams.add(found.stream());
            }
        }
        return Set.copyOf(streams);
    }

    /// The streams, and what they were gathered from.
    private record Listed(ControlState state, Set<StreamName> streams) {}
}
