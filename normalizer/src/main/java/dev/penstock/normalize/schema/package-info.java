/// JSON Schema, draft 2020-12: the one place that knows the library. Pure.
@NullMarked
package dev.penstock.normalize.schema;

import org.jspecify.annotations.NullMarked;
