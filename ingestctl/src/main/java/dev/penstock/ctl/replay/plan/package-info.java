/// What a replay is to touch. Decides, and asks nobody.
@NullMarked
package dev.penstock.ctl.replay.plan;

import org.jspecify.annotations.NullMarked;
