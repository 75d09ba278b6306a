/// What edges and writers counted, so that somebody can prove that nothing is missing.
@NullMarked
package dev.penstock.model.ledger;

import org.jspecify.annotations.NullMarked;
