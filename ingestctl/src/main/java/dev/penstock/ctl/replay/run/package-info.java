/// Records become rows in the shadow tables.
@NullMarked
package dev.penstock.ctl.replay.run;

import org.jspecify.annotations.NullMarked;
