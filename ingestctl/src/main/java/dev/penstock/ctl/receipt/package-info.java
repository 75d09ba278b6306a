/// `ingestctl receipt`: where an event is.
@NullMarked
package dev.penstock.ctl.receipt;

import org.jspecify.annotations.NullMarked;
