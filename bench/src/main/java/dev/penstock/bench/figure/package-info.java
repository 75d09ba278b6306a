/// What a run measures, and what it comes to: pure arithmetic and text.
@NullMarked
package dev.penstock.bench.figure;

import org.jspecify.annotations.NullMarked;
