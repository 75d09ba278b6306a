/// Keeps what could not be stored.
@NullMarked
package dev.penstock.writer.deadletter;

import org.jspecify.annotations.NullMarked;
