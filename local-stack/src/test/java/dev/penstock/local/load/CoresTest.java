package dev.penstock.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoresTest {

    @Test
    void theKernelsListIsUnderstood() {
        assertThat(Cores.listed("0-1")).containsExactly(0, 1);
        assertThat(Cores.listed("3")).containsExactly(3);
        assertThat(Cores.listed("0,2-4,7")).containsExactly(0, 2, 3, 4, 7);
    }
}
