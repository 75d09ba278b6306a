/// Halts a stream before it fills the dead letters.
@NullMarked
package dev.penstock.writer.fuse;

import org.jspecify.annotations.NullMarked;
