/// `ingestctl top`: what happens now, again and again.
@NullMarked
package dev.penstock.ctl.top;

import org.jspecify.annotations.NullMarked;
