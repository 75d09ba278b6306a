package dev.penstock.bench.baseline;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Wall clock and processor time of this process from its creation on.
final class Stopwatch {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long begun = System.nanoTime();
    private final long cpu = SYSTEM.getProcessCpuTime();

    Timing of(long records) {
        return new Timing(records, (System.nanoTime() - begun) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
    }
}
