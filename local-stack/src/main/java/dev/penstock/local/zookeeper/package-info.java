/// ZooKeeper as a process, for tests of replicated tables.
@NullMarked
package dev.penstock.local.zookeeper;

import org.jspecify.annotations.NullMarked;
