/// The events that are sent: the same in every run.
@NullMarked
package dev.penstock.bench.corpus;

import org.jspecify.annotations.NullMarked;
