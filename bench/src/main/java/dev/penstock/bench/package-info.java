/// `./penstock bench`: how fast Penstock is on this machine, beside what else runs on it.
@NullMarked
package dev.penstock.bench;

import org.jspecify.annotations.NullMarked;
