/// The languages clients speak: what a request of each asks for, and how an answer reads in it. Nothing else knows
/// a protocol. Decides, and does no I/O.
@NullMarked
package dev.penstock.edge.protocol;

import org.jspecify.annotations.NullMarked;
