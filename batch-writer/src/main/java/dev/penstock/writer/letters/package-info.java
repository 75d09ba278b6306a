/// Loads the topic `dead-letters` into ClickHouse, where people look at letters, and marks those that are settled.
@NullMarked
package dev.penstock.writer.letters;

import org.jspecify.annotations.NullMarked;
