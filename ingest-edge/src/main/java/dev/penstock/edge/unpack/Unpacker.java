package dev.penstock.edge.unpack;

/// Unpacks one body, and stops a bomb while it goes off: the caps are checked as the output grows, not afterwards.
///
/// Whatever the bytes are, [#unpack] returns a verdict; it throws nothing, and takes no memory that it has not
/// asked [Room] for, but for some 300 KB of tables and buffers. For one body, once, on one thread; [#close] frees
/// native memory and must be called.
public interface Unpacker extends AutoCloseable {

    /// Unpacks everything. After [Unpacking#UNPACKED], [#output] is the body.
    Unpacking unpack();

    /// What has been unpacked, whatever the verdict.
    Output output();

    /// Frees what is not Java's.
    @Override
    default void close() {}
}
