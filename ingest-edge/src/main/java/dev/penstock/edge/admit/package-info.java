/// Who may come in with how much: sizes of bodies, and the bytes the edge holds at once. Decides, and does no I/O.
@NullMarked
package dev.penstock.edge.admit;

import org.jspecify.annotations.NullMarked;
