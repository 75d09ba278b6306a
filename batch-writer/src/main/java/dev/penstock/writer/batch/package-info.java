/// Gathers the records of a partition until they are worth an insert. Pure.
@NullMarked
package dev.penstock.writer.batch;

import org.jspecify.annotations.NullMarked;
