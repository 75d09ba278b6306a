/// The commands on streams.
@NullMarked
package dev.penstock.ctl.streams;

import org.jspecify.annotations.NullMarked;
