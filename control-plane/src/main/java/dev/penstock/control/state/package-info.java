/// What is known at a revision, and which records may change it; decides, does no I/O.
@NullMarked
package dev.penstock.control.state;

import org.jspecify.annotations.NullMarked;
