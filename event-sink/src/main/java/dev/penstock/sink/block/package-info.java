/// What is inserted at once: rows of one partition, one table and one month, and the token that names them. Pure.
@NullMarked
package dev.penstock.sink.block;

import org.jspecify.annotations.NullMarked;
