/// `ingestctl dlq`: what could not be stored, whether it would fit now, and its way back.
@NullMarked
package dev.penstock.ctl.dlq;

import org.jspecify.annotations.NullMarked;
