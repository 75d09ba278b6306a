/// Tests of definitions.
@NullMarked
package dev.penstock.normalize.definition;

import org.jspecify.annotations.NullMarked;
