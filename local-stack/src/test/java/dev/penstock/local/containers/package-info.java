/// Checks what can be checked of the container files without an engine.
@NullMarked
package dev.penstock.local.containers;

import org.jspecify.annotations.NullMarked;
