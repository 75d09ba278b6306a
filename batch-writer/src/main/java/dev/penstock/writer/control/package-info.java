/// What the control topic says of streams, at the revision a batch is read at.
@NullMarked
package dev.penstock.writer.control;

import org.jspecify.annotations.NullMarked;
