/// Creates, rotates, lists and revokes ingestion keys.
@NullMarked
package dev.penstock.ctl.keys;

import org.jspecify.annotations.NullMarked;
