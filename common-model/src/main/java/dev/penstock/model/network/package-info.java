/// Ranges of source addresses.
@NullMarked
package dev.penstock.model.network;

import org.jspecify.annotations.NullMarked;
