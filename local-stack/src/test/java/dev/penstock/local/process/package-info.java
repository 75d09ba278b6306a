/// Checks what every server's process shares.
@NullMarked
package dev.penstock.local.process;

import org.jspecify.annotations.NullMarked;
