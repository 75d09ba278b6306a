/// Pieces of this package, measured by JMH.
@NullMarked
package dev.penstock.edge.admit;

import org.jspecify.annotations.NullMarked;
