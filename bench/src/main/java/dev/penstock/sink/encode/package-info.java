/// Pieces of this package, measured by JMH.
@NullMarked
package dev.penstock.sink.encode;

import org.jspecify.annotations.NullMarked;
