package dev.penstock.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcStatTest {

    private static final String STAT =
            "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 100 0 5 0 1250 250 7 3 20 0 31"
                    + " 0 8839 3000000 90000 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0";

    @Test
    void processorTimeIsThatOfTheUserAndOfTheSystem() {
        assertThat(ProcStat.cpuSeconds(STAT)).isEqualTo(15.0);
    }

    @Test
    void whatIsNoSuchLineIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.cpuSeconds("4711"));
        assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.cpuSeconds("4711 (short) S 1 2"));
    }

    @Test
    void compilersAreToldByTheirName() {
        assertThat(ProcStat.isCompiler("12 (C2 CompilerThre) S 1 2")).isTrue();
        assertThat(ProcStat.isCompiler("12 (C1 CompilerThre) S 1 2")).isTrue();
        assertThat(ProcStat.isCompiler("12 (reactor-http-ep) S 1 2")).isFalse();
        // This JVM has compiled something since it started.
        assertThat(Vitals.own().compilerSeconds()).isPositive();
    }

    @Test
    void memoryIsReadInBytes() {
        String status = "Name:\tjava\nVmHWM:\t  204800 kB\nVmRSS:\t 1024 kB\n";

        assertThat(ProcStat.bytes(status, "VmHWM")).isEqualTo(200L * 1024 * 1024);
        assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.bytes(status, "VmSwap"));
    }

    @Test
    void timeThatThisProcessUsesIsSeen() {
        Clocked clocked = Clocked.start(Map.of("own", Vitals.own()));
        double sum = 0;
        while (clocked.stop().of("own") < 0.05) {
            sum += Math.sqrt(sum + 1);
        }

        assertThat(clocked.stop().all()).isGreaterThanOrEqualTo(0.05);
        assertThat(clocked.stop().of("another")).isZero();
    }
}
