/// JSON with the places of its values, so that one of them can be replaced and the other bytes stay. Pure.
@NullMarked
package dev.penstock.normalize.json;

import org.jspecify.annotations.NullMarked;
