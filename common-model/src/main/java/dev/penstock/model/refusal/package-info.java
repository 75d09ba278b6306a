/// Every way the edge can say no.
@NullMarked
package dev.penstock.model.refusal;

import org.jspecify.annotations.NullMarked;
