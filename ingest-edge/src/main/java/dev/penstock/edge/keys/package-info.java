/// Where keys and organizations come from: the control topic, and a file beside it.
@NullMarked
package dev.penstock.edge.keys;

import org.jspecify.annotations.NullMarked;
