/// What our figures are held against, in the same run.
@NullMarked
package dev.penstock.bench.baseline;

import org.jspecify.annotations.NullMarked;
