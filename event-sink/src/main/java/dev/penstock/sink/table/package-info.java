/// The tables of streams that have columns of their own: what they should be, what they are, and how one becomes the
/// other.
@NullMarked
package dev.penstock.sink.table;

import org.jspecify.annotations.NullMarked;
