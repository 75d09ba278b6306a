package dev.penstock.edge.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GunzipTest {

    private static final int MOST = 1 << 20;

    private final Meter meter = new Meter();

    @Test
    void membersOneAfterAnotherAreOneBody() {
        byte[] two = Packing.concat(gzip(new byte[] {1, 2, 3}), gzip(new byte[] {4, 5}));

        assertThat(unpacked(two)).isEqualTo(new byte[] {1, 2, 3, 4, 5});
    }

    @Test
    void aBombOfManyMembersIsStoppedAtTheCap() {
        assertThat(verdict(Packing.repeat(gzip(new byte[100_000]), 100))).isEqualTo(Unpacking.TOO_LARGE);
        assertThat(meter.peak()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void aThousandMembersAreTakenAndOneMoreIsNot() {
        byte[] member = gzip(new byte[0]);

        assertThat(verdict(Packing.repeat(member, 1_000))).isEqualTo(Unpacking.UNPACKED);
        assertThat(verdict(Packing.repeat(member, 1_001))).isEqualTo(Unpacking.TOO_MANY_PARTS);
    }

    @Test
    void aWrongChecksumOrLengthIsMalformed() {
        byte[] whole = gzip("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        byte[] checksum = whole.clone();
        checksum[whole.length - 8] ^= 1;
        byte[] length = whole.clone();
        length[whole.length - 4] ^= 1;

        assertThat(verdict(checksum)).isEqualTo(Unpacking.MALFORMED);
        assertThat(verdict(length)).isEqualTo(Unpacking.MALFORMED);
    }

    @Test
    void theOptionalPartsOfAHeaderAreSkipped() {
        byte[] plain = gzip(new byte[] {7, 8, 9});
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 2 | 4 | 8 | 16;
        byte[] optional = {3, 0, 'x', 'y', 'z', 'n', 'a', 'm', 'e', 0, 'c', 0, 1, 2};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);

        assertThat(unpacked(Packing.concat(header, optional, rest))).isEqualTo(new byte[] {7, 8, 9});
    }

    private Unpacking verdict(byte[] packed) {
        meter.reset();
        try (Gunzip gunzip = new Gunzip(packed, packed.length, MOST, meter)) {
            return gunzip.unpack();
        }
    }

    private byte[] unpacked(byte[] packed) {
        try (Gunzip gunzip = new Gunzip(packed, packed.length, MOST, meter)) {
            assertThat(gunzip.unpack()).isEqualTo(Unpacking.UNPACKED);
            return Arrays.copyOf(gunzip.output().bytes(), gunzip.output().size());
        }
    }

    private static byte[] gzip(byte[] body) {
        return Packing.pack(ContentCoding.GZIP, body);
    }
}
