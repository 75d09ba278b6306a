/// Dead letters as rows: of `dead_letters_store`, and of `<stream>_quarantine`, as lines of JSON. Pure.
@NullMarked
package dev.penstock.sink.letter;

import org.jspecify.annotations.NullMarked;
