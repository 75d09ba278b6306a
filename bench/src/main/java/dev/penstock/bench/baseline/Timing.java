package dev.penstock.bench.baseline;

/// What a baseline in a process of its own says of itself, as its last line: records, seconds, processor seconds.
public record Timing(long records, double seconds, double cpuSeconds) {

    private static final String WORD = "timing";

    /// The line that [#read] understands.
    String line() {
        return WORD + " " + records + " " + seconds + " " + cpuSeconds;
    }

    /// Looks for the last such line in what the process wrote.
    ///
    /// @throws IllegalArgumentException when there is none
    public static Timing read(String output) {
        String[] words = output.lines()
                .filter(line -> line.startsWith(WORD + " "))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalArgumentException("no timing in: " + output))
                .split(" ", -1);
        return new Timing(Long.parseLong(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]));
    }

    public double perSecond() {
        return records / seconds;
    }

    public double perCpuSecond() {
        return records / cpuSeconds;
    }
}
