/// `ingestctl audit`: the proof that nothing is missing.
@NullMarked
package dev.penstock.ctl.audit;

import org.jspecify.annotations.NullMarked;
