/// What the edge adds to an event: whose it is, its id, its time. Decides, and does no I/O.
@NullMarked
package dev.penstock.edge.stamp;

import org.jspecify.annotations.NullMarked;
