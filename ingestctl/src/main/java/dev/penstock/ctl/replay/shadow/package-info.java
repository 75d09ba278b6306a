/// The tables of a replay in ClickHouse, and how they differ from the live ones.
@NullMarked
package dev.penstock.ctl.replay.shadow;

import org.jspecify.annotations.NullMarked;
