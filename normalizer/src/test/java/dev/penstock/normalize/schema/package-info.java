/// Tests of schemas.
@NullMarked
package dev.penstock.normalize.schema;

import org.jspecify.annotations.NullMarked;
