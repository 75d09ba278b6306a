package dev.penstock.sink.encode;

import dev.penstock.normalize.type.ColumnType;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// A value of each kind of column. In the encoders' package: nobody outside may have them but by a whole block.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ValuePieces {

    private static final int VALUES = 1_000;

    private static final Map<String, Object> VALUE = Map.of(
            "String",
            "a text of twenty-six bytes",
            "Int64",
            1_234_567_890_123L,
            "UInt8",
            200L,
            "Float64",
            3.25,
            "Decimal(18, 2)",
            BigInteger.valueOf(123_456_789),
            "Bool",
            true,
            "UUID",
            new UUID(1, 2),
            "DateTime64(3, 'UTC')",
            1_767_225_600_000L,
            "Array(String)",
            List.of("one", "two", "three"),
            "Map(String, String)",
            List.of(Map.entry("one", "1"), Map.entry("two", "2")));

    @Param({
        "String",
        "Int64",
        "UInt8",
        "Float64",
        "Decimal(18, 2)",
        "Bool",
        "UUID",
        "DateTime64(3, 'UTC')",
        "Array(String)",
        "Map(String, String)"
    })
    public String type = "String";

    private final Buffers buffers = new Buffers(Long.MAX_VALUE);
    private ValueKind kind = ValueKinds.of(new ColumnType.Text());
    private Object value = "";

    @Setup
    public void choose() {
        kind = ValueKinds.of(ColumnType.parse(type));
        value = VALUE.getOrDefault(type, "");
    }

    /// Room and bytes, per value.
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public void encode(Blackhole hole) {
        buffers.rewind();
        NativeColumn column = kind.column(buffers);
        for (int i = 0; i < VALUES; i++) {
            hole.consume(kind.room(value));
            column.append(value);
        }
        hole.consume(column);
    }
}
