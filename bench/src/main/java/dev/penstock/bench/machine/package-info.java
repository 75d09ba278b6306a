/// Processes of this machine, as the kernel counts them.
@NullMarked
package dev.penstock.bench.machine;

import org.jspecify.annotations.NullMarked;
