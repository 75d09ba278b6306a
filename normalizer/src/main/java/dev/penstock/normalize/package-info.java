/// Turns an event into the row of its table, or says why it has none. Pure: the same event and the same definition
/// give the same row.
@NullMarked
package dev.penstock.normalize;

import org.jspecify.annotations.NullMarked;
