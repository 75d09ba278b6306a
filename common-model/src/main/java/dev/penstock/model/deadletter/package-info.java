/// Why a record could not be stored, and where it came from.
@NullMarked
package dev.penstock.model.deadletter;

import org.jspecify.annotations.NullMarked;
