/// Brings the tables and views of a database to the version this program needs, and tells which one it has.
@NullMarked
package dev.penstock.sink.migrate;

import org.jspecify.annotations.NullMarked;
