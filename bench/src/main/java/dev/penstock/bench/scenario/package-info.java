/// What is measured, one scenario after the other.
@NullMarked
package dev.penstock.bench.scenario;

import org.jspecify.annotations.NullMarked;
