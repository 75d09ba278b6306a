/// What the writer is waiting for, and whether somebody must act.
@NullMarked
package dev.penstock.writer.health;

import org.jspecify.annotations.NullMarked;
