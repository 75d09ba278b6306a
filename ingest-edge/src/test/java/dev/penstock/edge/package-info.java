/// The edge as a whole, against a real broker.
@NullMarked
package dev.penstock.edge;

import org.jspecify.annotations.NullMarked;
