/// `ingestctl tail`: events as they come, and what becomes of them.
@NullMarked
package dev.penstock.ctl.tail;

import org.jspecify.annotations.NullMarked;
