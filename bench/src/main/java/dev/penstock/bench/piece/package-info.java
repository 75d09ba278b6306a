/// Pieces of edge and writer that run for every event or request, measured apart by JMH: `./penstock bench --jmh`.
@NullMarked
package dev.penstock.bench.piece;

import org.jspecify.annotations.NullMarked;
