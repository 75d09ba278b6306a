/// `ingestctl doctor`: whether what we promise can be kept here.
@NullMarked
package dev.penstock.ctl.doctor;

import org.jspecify.annotations.NullMarked;
