/// How rates are given on a command line.
@NullMarked
package dev.penstock.ctl.limits;

import org.jspecify.annotations.NullMarked;
