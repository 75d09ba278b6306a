/// `ingestctl lag`: how far the writers are behind.
@NullMarked
package dev.penstock.ctl.lag;

import org.jspecify.annotations.NullMarked;
