/// The operator's command line.
@NullMarked
package dev.penstock.ctl;

import org.jspecify.annotations.NullMarked;
