/// What people ask about dead letters, and what they decide about them.
@NullMarked
package dev.penstock.sink.triage;

import org.jspecify.annotations.NullMarked;
