package dev.penstock.edge.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OffsetSetTest {

    @Test
    void itSaysTheSameAsASetOfSingleOffsets() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            OffsetSet set = new OffsetSet();
            Set<Long> plain = new TreeSet<>();
            for (int step = 0; step < 40; step++) {
                long first = random.nextInt(100);
                long last = first + random.nextInt(10);
                if (random.nextInt(8) == 0) {
                    set.removeThrough(first);
                    plain.removeIf(offset -> offset <= first);
                } else {
                    set.add(first, last);
                    for (long offset = first; offset <= last; offset++) {
                        plain.add(offset);
                    }
                }
                for (long offset = 0; offset < 115; offset++) {
                    assertThat(set.contains(offset)).isEqualTo(plain.contains(offset));
                }
            }
        }
    }

    @Test
    void rangesThatTouchAreOne() {
        OffsetSet set = new OffsetSet();
        set.add(10, 19);
        set.add(30, 39);
        set.add(20, 29);

        assertThat(set.size()).isEqualTo(1);
        assertThat(set.lowestEnd()).isEqualTo(39);
    }
}
