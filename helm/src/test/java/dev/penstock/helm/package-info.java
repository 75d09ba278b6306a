/// Tests of the chart: rendered by the real Helm, read by the models of Kubernetes.
@NullMarked
package dev.penstock.helm;

import org.jspecify.annotations.NullMarked;
