/// The real ClickHouse engine as a library, behind ClickHouse's HTTP interface on 127.0.0.1.
@NullMarked
package dev.penstock.local.clickhouse;

import org.jspecify.annotations.NullMarked;
