/// Broker, engine, edge and writer of a run, started as the launcher starts them.
@NullMarked
package dev.penstock.bench.stack;

import org.jspecify.annotations.NullMarked;
