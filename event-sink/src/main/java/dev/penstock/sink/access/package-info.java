/// Who may read and write what in ClickHouse, as statements for whoever administers it.
@NullMarked
package dev.penstock.sink.access;

import org.jspecify.annotations.NullMarked;
