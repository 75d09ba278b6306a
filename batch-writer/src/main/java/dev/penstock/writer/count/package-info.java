/// Counts what each batch came to, and writes it into the ledger.
@NullMarked
package dev.penstock.writer.count;

import org.jspecify.annotations.NullMarked;
