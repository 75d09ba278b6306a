/// What a person or a script sees: results on stdout, everything else on stderr.
@NullMarked
package dev.penstock.ctl.terminal;

import org.jspecify.annotations.NullMarked;
