/// The topic of events, read without a group.
@NullMarked
package dev.penstock.ctl.replay.log;

import org.jspecify.annotations.NullMarked;
