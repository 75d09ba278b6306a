/// Brings a batch to its end: every record stored, or dead-lettered.
@NullMarked
package dev.penstock.writer.settle;

import org.jspecify.annotations.NullMarked;
