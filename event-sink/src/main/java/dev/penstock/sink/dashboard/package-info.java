/// What the writers store for dashboards besides events, and what they measure in the tables.
@NullMarked
package dev.penstock.sink.dashboard;

import org.jspecify.annotations.NullMarked;
