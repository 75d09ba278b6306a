package dev.penstock.ctl.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Where a chunk ends must follow from its records, those that make no row included: a run that begins it again has to
/// end it there too.
class ChunkTest {

    @Test
    void itIsFullOfRecordsWhateverBecomesOfThem() {
        Chunk chunk = new Chunk();
        for (int i = 1; i < Chunk.MOST_RECORDS; i++) {
            chunk.add(new RecordOutcome.PassedOver(), 1);
        }
        assertThat(chunk.isFull()).isFalse();

        chunk.add(new RecordOutcome.PassedOver(), 1);

        assertThat(chunk.isFull()).isTrue();
        assertThat(chunk.records()).isEqualTo(Chunk.MOST_RECORDS);
        assertThat(chunk.rows()).isZero();
    }

    @Test
    void itIsFullOfBytes() {
        Chunk chunk = new Chunk();
        chunk.add(new RecordOutcome.PassedOver(), Chunk.MOST_BYTES - 1);
        assertThat(chunk.isFull()).isFalse();

        chunk.add(new RecordOutcome.PassedOver(), 1);

        assertThat(chunk.isFull()).isTrue();
    }
}
