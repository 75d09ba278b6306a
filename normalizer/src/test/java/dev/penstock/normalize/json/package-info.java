/// Tests of reading JSON, and what other tests read it with.
@NullMarked
package dev.penstock.normalize.json;

import org.jspecify.annotations.NullMarked;
