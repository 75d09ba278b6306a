/// Which organization a request speaks for. Decides, and does no I/O: keys come from a replica in memory.
@NullMarked
package dev.penstock.edge.authenticate;

import org.jspecify.annotations.NullMarked;
