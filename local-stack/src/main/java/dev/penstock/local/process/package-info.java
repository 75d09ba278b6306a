/// What a server of the local stack needs to be a well-behaved process of its own.
@NullMarked
package dev.penstock.local.process;

import org.jspecify.annotations.NullMarked;
