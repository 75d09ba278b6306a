/// Events that wait for their stream to run again.
@NullMarked
package dev.penstock.model.parked;

import org.jspecify.annotations.NullMarked;
