package dev.penstock.edge.unpack;

/// Where an unpacker gets its memory from. It asks before it takes, and gives back what the body does not need.
public interface Room {

    /// Whether `bytes` more may be taken; then they are.
    boolean grow(long bytes);

    /// Gives back what was only needed while unpacking.
    void giveBack(long bytes);
}
