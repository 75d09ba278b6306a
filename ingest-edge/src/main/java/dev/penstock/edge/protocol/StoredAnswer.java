package dev.penstock.edge.protocol;

import dev.penstock.edge.stored.Fates;

/// The answer to a request that waits until its events are stored. Holds what the answer needs of the request while
/// it waits, and none of its events: they may wait for long.
@FunctionalInterface
public interface StoredAnswer {

    Answer of(Fates fates);
}
