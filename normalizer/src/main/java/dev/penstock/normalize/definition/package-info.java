/// What is known of a stream: its table, its columns, its rules. Pure.
@NullMarked
package dev.penstock.normalize.definition;

import org.jspecify.annotations.NullMarked;
