/// Bytes to events: strict JSON, split by what it is, the envelope fields found and nothing else looked at.
@NullMarked
package dev.penstock.edge.decode;

import org.jspecify.annotations.NullMarked;
