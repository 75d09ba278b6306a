/// How far the events of each partition have been settled.
@NullMarked
package dev.penstock.model.progress;

import org.jspecify.annotations.NullMarked;
