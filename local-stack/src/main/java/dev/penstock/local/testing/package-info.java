/// Real servers for tests: one line starts one, closing it leaves nothing behind.
@NullMarked
package dev.penstock.local.testing;

import org.jspecify.annotations.NullMarked;
