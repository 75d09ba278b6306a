/// Brings ClickHouse to the schema the writers need.
@NullMarked
package dev.penstock.ctl.schema;

import org.jspecify.annotations.NullMarked;
