package dev.penstock.model.pressure;

/// How urgently the edges must take in less. The numbers are on the wire: they never change.
public enum PressureLevel {
    /// Nothing to do.
    FINE(0),
    /// Organizations above their guaranteed rate wait.
    ELEVATED(1),
    /// Bulk streams wait too.
    HIGH(2),
    /// Nothing more fits.
    CRITICAL(3);

    private final int number;

    PressureLevel(int number) {
        this.number = number;
    }

    /// The level of a number on the wire; one that is not known yet is taken for the worst.
    public static PressureLevel ofNumber(int number) {
        for (PressureLevel level : values()) {
            if (level.number == number) {
                return level;
            }
        }
        return CRITICAL;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// The more urgent of two.
    public PressureLevel or(PressureLevel other) {
        return number >= other.number ? this : other;
    }
}
