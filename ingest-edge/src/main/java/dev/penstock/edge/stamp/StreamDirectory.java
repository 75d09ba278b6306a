package dev.penstock.edge.stamp;

import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;

/// Which streams somebody has defined, and what an organization wants done with the others. Answers from memory,
/// without waiting: it is asked on event loops.
public interface StreamDirectory {

    /// Whether the stream has a definition. Asked for each event: it allocates nothing. `default` needs none.
    boolean isDefined(StreamName stream);

    /// What becomes of the organization's events of a stream that nobody has defined.
    UnknownStreams unknownStreams(OrgId org);
}
