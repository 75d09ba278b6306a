/// `./penstock pictures`: a run that every panel of the dashboards has something to show of, and their pictures.
@NullMarked
package dev.penstock.bench.picture;

import org.jspecify.annotations.NullMarked;
