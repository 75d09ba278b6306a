/// Times as people write them.
@NullMarked
package dev.penstock.ctl.time;

import org.jspecify.annotations.NullMarked;
