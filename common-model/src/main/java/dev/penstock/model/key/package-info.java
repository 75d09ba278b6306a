/// Ingestion keys: their form, what is kept of them, and how one is proved.
@NullMarked
package dev.penstock.model.key;

import org.jspecify.annotations.NullMarked;
