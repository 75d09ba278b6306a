/// When and how often an insert is tried.
@NullMarked
package dev.penstock.writer.insert;

import org.jspecify.annotations.NullMarked;
