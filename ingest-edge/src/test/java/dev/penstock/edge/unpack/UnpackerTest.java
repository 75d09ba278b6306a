package dev.penstock.edge.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every coding must keep.
@Timeout(120)
class UnpackerTest {

    private static final int MOST = 1 << 20;

    // The largest window, half of it again, and tables.
    private static final int MOST_SCRATCH = 29 << 20;

    private final Meter meter = new Meter();

    @ParameterizedTest
    @EnumSource
    void aBodyComesOutAsItWentIn(ContentCoding coding) {
        for (int size : new int[] {1, 2, 1000, 4096, 4097, 65_536, 65_537, 300_000, MOST}) {
            byte[] noise = new byte[size];
            new Random(size).nextBytes(noise);
            byte[] json = json(size);

            assertThat(unpacked(coding, Packing.pack(coding, noise))).isEqualTo(noise);
            assertThat(unpacked(coding, Packing.pack(coding, json))).isEqualTo(json);
            assertThat(unpacked(coding, Packing.pack(coding, new byte[size]))).isEqualTo(new byte[size]);
        }
        assertThat(meter.scratch()).as("given back").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsNothing(ContentCoding coding) {
        assertThat(unpacked(coding, Packing.pack(coding, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneByteOverTheCapIsTooLargeAndNotOneLess(ContentCoding coding) {
        assertThat(verdict(coding, Packing.pack(coding, json(MOST)))).isEqualTo(Unpacking.UNPACKED);
        assertThat(verdict(coding, Packing.pack(coding, json(MOST + 1)))).isEqualTo(Unpacking.TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void tenGigabytesAreStoppedAtTheCapAndTakeNoMoreRoomThanThat(ContentCoding coding) {
        byte[] bomb = Packing.bomb(coding);

        assertThat(verdict(coding, bomb)).isEqualTo(Unpacking.TOO_LARGE);
        assertThat(meter.output()).isLessThanOrEqualTo(MOST);
        assertThat(meter.peak()).isLessThanOrEqualTo(MOST + MOST_SCRATCH);
        assertThat(meter.scratch()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsMalformed(ContentCoding coding) {
        byte[] whole = Packing.pack(coding, json(3_000));

        for (int length = 0; length < whole.length; length++) {
            assertThat(verdict(coding, Arrays.copyOf(whole, length)))
                    .as("length %d of %d", length, whole.length)
                    .isEqualTo(Unpacking.MALFORMED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFollowsTheEndIsMalformed(ContentCoding coding) {
        byte[] whole = Packing.pack(coding, json(3_000));
        for (int extra : new int[] {1, 2, 3, 7, 8, 9, 100}) {
            byte[] more = Arrays.copyOf(whole, whole.length + extra);
            Arrays.fill(more, whole.length, more.length, (byte) '{');

            assertThat(verdict(coding, more)).as("%d bytes", extra).isEqualTo(Unpacking.MALFORMED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesThatAreNotPackedAreMalformed(ContentCoding coding) {
        assertThat(verdict(coding, "{\"event_name\":\"page\"}\n".repeat(40).getBytes(StandardCharsets.UTF_8)))
                .isIn(Unpacking.MALFORMED);
        assertThat(verdict(coding, new byte[] {0})).isEqualTo(Unpacking.MALFORMED);
        assertThat(verdict(coding, new byte[1000])).isNotEqualTo(Unpacking.UNPACKED);
    }

    @ParameterizedTest
    @EnumSource
    void randomDamageIsAVerdictAndNeverAnException(ContentCoding coding) {
        Random random = new Random(42);
        for (int size : new int[] {50, 2_000, 70_000}) {
            byte[] whole = Packing.pack(coding, json(size));
            for (int i = 0; i < 3_000; i++) {
                byte[] damaged = whole.clone();
                for (int wound = 0; wound <= random.nextInt(3); wound++) {
                    // Headers are at the beginning.
                    int where = random.nextBoolean() ? Math.min(40, damaged.length) : damaged.length;
                    damaged[random.nextInt(where)] = (byte) random.nextInt(256);
                }

                assertThat(verdict(coding, damaged)).isNotNull();
                assertThat(meter.output()).isLessThanOrEqualTo(MOST);
                assertThat(meter.scratch()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noiseIsAVerdictAndNeverAnException(ContentCoding coding) {
        Random random = new Random(7);
        byte[] start = Packing.pack(coding, json(100));
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            // Past the magic bytes, or nothing would be tried at all.
            System.arraycopy(start, 0, noise, 0, Math.min(noise.length, random.nextInt(12)));

            assertThat(verdict(coding, noise)).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutRoomItStops(ContentCoding coding) {
        byte[] packed = Packing.pack(coding, json(300_000));
        // Enough for what is needed besides, and not for the body.
        try (Unpacker unpacker = coding.unpacker(packed, packed.length, MOST, new Meter(200_000))) {
            assertThat(unpacker.unpack()).isEqualTo(Unpacking.NO_ROOM);
        }
        Meter none = new Meter(0);
        try (Unpacker unpacker = coding.unpacker(packed, packed.length, MOST, none)) {
            assertThat(unpacker.unpack()).isEqualTo(Unpacking.NO_ROOM);
        }
        assertThat(none.peak()).isZero();
    }

    private static byte[] json(int size) {
        Random random = new Random(size);
        StringBuilder json = new StringBuilder(size + 100);
        while (json.length() < size) {
            json.append("{\"event_name\":\"page_view\",\"n\":")
                    .append(random.nextInt())
                    .append("}\n");
        }
        return json.substring(0, size).getBytes(StandardCharsets.UTF_8);
    }

    private Unpacking verdict(ContentCoding coding, byte[] packed) {
        meter.reset();
        try (Unpacker unpacker = coding.unpacker(packed, packed.length, MOST, meter)) {
            Unpacking verdict = unpacker.unpack();
            meter.done(unpacker.output());
            return verdict;
        }
    }

    private byte[] unpacked(ContentCoding coding, byte[] packed) {
        meter.reset();
        try (Unpacker unpacker = coding.unpacker(packed, packed.length, MOST, meter)) {
            assertThat(unpacker.unpack()).isEqualTo(Unpacking.UNPACKED);
            meter.done(unpacker.output());
            return Arrays.copyOf(unpacker.output().bytes(), unpacker.output().size());
        }
    }
}
