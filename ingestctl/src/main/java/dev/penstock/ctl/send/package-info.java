/// `ingestctl send`: one event, and how long each hop takes.
@NullMarked
package dev.penstock.ctl.send;

import org.jspecify.annotations.NullMarked;
