/// Whether this edge should get traffic, and if not, why. Decides, and does no I/O.
@NullMarked
package dev.penstock.edge.ready;

import org.jspecify.annotations.NullMarked;
