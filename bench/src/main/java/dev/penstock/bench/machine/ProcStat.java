package dev.penstock.bench.machine;

/// Reads what Linux tells of a process in `/proc/<pid>`.
final class ProcStat {

    // The kernel counts in hundredths of a second for everybody (USER_HZ), whatever it uses itself.
    private static final double TICKS_PER_SECOND = 100;

    // utime and stime are the 14th and 15th field; the name before them may hold anything, brackets too.
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private ProcStat() {}

    /// Processor seconds of a line of `/proc/<pid>/stat`, of all its threads.
    static double cpuSeconds(String stat) {
        int afterName = stat.lastIndexOf(')');
        if (afterName < 0) {
            throw new IllegalArgumentException("no line of /proc/<pid>/stat: " + stat);
        }
        String[] fields = stat.substring(afterName + 1).strip().split(" ", -1);
        if (fields.length <= SYSTEM) {
            throw new IllegalArgumentException("no line of /proc/<pid>/stat: " + stat);
        }
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    }

    /// Whether a line of `/proc/<pid>/task/<tid>/stat` is of a thread that compiles: `C1 CompilerThread0` or
    /// `C2 CompilerThread0`, of which the kernel keeps 15 characters.
    static boolean isCompiler(String stat) {
        String name = stat.substring(stat.indexOf('(') + 1);
        return name.startsWith("C1 CompilerThre") || name.startsWith("C2 CompilerThre");
    }

    /// Bytes of a field of `/proc/<pid>/status`, such as `VmHWM`.
    static long bytes(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line ->
                        line.substring(field.length() + 1).replace("kB", "").strip())
                .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + field + " in a status of a process"));
    }
}
