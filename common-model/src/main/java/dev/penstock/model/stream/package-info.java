/// Streams: the named kinds of events.
@NullMarked
package dev.penstock.model.stream;

import org.jspecify.annotations.NullMarked;
