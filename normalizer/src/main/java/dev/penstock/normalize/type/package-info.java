/// The types of ClickHouse's columns that we fill, and what a value of each is in Java. Pure.
@NullMarked
package dev.penstock.normalize.type;

import org.jspecify.annotations.NullMarked;
