/// Creates, changes and lists organizations.
@NullMarked
package dev.penstock.ctl.orgs;

import org.jspecify.annotations.NullMarked;
