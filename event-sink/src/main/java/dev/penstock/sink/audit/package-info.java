/// What is counted and what is stored, for whoever proves that nothing is missing.
@NullMarked
package dev.penstock.sink.audit;

import org.jspecify.annotations.NullMarked;
