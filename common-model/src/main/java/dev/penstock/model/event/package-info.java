/// An event as both sides of the topic know it: its identity, its place, its bytes.
@NullMarked
package dev.penstock.model.event;

import org.jspecify.annotations.NullMarked;
