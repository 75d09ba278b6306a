/// Personal data in events, and what is kept instead of it. Pure.
@NullMarked
package dev.penstock.normalize.personal;

import org.jspecify.annotations.NullMarked;
