/// Starts the whole pipeline, every part in a process of its own, and checks the promises from outside.
@NullMarked
package dev.penstock.system;

import org.jspecify.annotations.NullMarked;
