/// Waiting until events are stored: what the writers say of each offset, and the requests that want to know.
@NullMarked
package dev.penstock.edge.stored;

import org.jspecify.annotations.NullMarked;
