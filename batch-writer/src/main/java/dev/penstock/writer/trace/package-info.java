/// Shows in the trace of a request that, when and how its events were stored.
@NullMarked
package dev.penstock.writer.trace;

import org.jspecify.annotations.NullMarked;
