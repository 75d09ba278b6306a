/// What stands beside a committed offset, and what its next owner makes of it. Pure.
@NullMarked
package dev.penstock.writer.intent;

import org.jspecify.annotations.NullMarked;
