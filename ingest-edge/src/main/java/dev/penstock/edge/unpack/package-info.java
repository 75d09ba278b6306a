/// What a `Content-Encoding` hides: each way of packing a body, unpacked within bounds. The only place that knows
/// the libraries for it. Decides, and does no I/O.
@NullMarked
package dev.penstock.edge.unpack;

import org.jspecify.annotations.NullMarked;
