package dev.penstock.edge.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.decode.Gunzip.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {

    private static final int MOST = 1 << 20;

    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void aBodyComesOutAsItWentIn() throws IOException {
        for (int size : new int[] {0, 1, 1000, 4096, 4097, 300_000, MOST}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);

            assertThat(unpacked(gzip(body), MOST)).isEqualTo(body);
        }
    }

    @Test
    void membersOneAfterAnotherAreOneBody() throws IOException {
        byte[] two = concat(gzip(new byte[] {1, 2, 3}), gzip(new byte[] {4, 5}));

        assertThat(unpacked(two, MOST)).isEqualTo(new byte[] {1, 2, 3, 4, 5});
    }

    @Test
    void aBombIsStoppedAtTheCapAndTakesNoMoreRoomThanThat() throws IOException {
        byte[] bomb = gzip(new byte[64 << 20]);

        assertThat(outcome(bomb, MOST)).isEqualTo(Outcome.TOO_LARGE);
        assertThat(taken).hasValue(MOST);
    }

    @Test
    void aBombOfManyMembersIsStoppedAtTheCap() throws IOException {
        byte[] member = gzip(new byte[100_000]);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            many.writeBytes(member);
        }

        assertThat(outcome(many.toByteArray(), MOST)).isEqualTo(Outcome.TOO_LARGE);
        assertThat(taken.get()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void oneByteOverTheCapIsTooLargeAndNotOneLess() throws IOException {
        assertThat(outcome(gzip(new byte[MOST]), MOST)).isEqualTo(Outcome.UNPACKED);
        assertThat(outcome(gzip(new byte[MOST + 1]), MOST)).isEqualTo(Outcome.TOO_LARGE);
    }

    @Test
    void everyTruncationIsMalformed() throws IOException {
        byte[] whole = gzip("{\"a\":1,\"b\":\"some text that is long enough\"}".getBytes(StandardCharsets.UTF_8));

        for (int length = 0; length < whole.length; length++) {
            assertThat(outcome(Arrays.copyOf(whole, length), MOST))
                    .as("length %d", length)
                    .isEqualTo(Outcome.MALFORMED);
        }
    }

    @Test
    void aWrongChecksumLengthOrTailIsMalformed() throws IOException {
        byte[] whole = gzip("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        byte[] checksum = whole.clone();
        checksum[whole.length - 8] ^= 1;
        byte[] length = whole.clone();
        length[whole.length - 4] ^= 1;

        assertThat(outcome(checksum, MOST)).isEqualTo(Outcome.MALFORMED);
        assertThat(outcome(length, MOST)).isEqualTo(Outcome.MALFORMED);
        assertThat(outcome(concat(whole, new byte[] {1, 2, 3}), MOST)).isEqualTo(Outcome.MALFORMED);
    }

    @Test
    void theOptionalPartsOfAHeaderAreSkipped() throws IOException {
        byte[] plain = gzip(new byte[] {7, 8, 9});
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 2 | 4 | 8 | 16;
        byte[] optional = {3, 0, 'x', 'y', 'z', 'n', 'a', 'm', 'e', 0, 'c', 0, 1, 2};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);

        assertThat(unpacked(concat(header, optional, rest), MOST)).isEqualTo(new byte[] {7, 8, 9});
    }

    @Test
    void randomDamageNeverEscapesAsAnException() throws IOException {
        byte[] whole = gzip(new byte[5000]);
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);

            assertThat(outcome(damaged, MOST)).isNotNull();
        }
    }

    @Test
    void withoutRoomItStops() throws IOException {
        byte[] packed = gzip(new byte[300_000]);
        try (Gunzip gunzip = new Gunzip(packed, packed.length, MOST, bytes -> taken.addAndGet(bytes) < 50_000)) {
            assertThat(gunzip.unpack()).isEqualTo(Outcome.NO_ROOM);
        }
    }

    private Outcome outcome(byte[] packed, int most) {
        taken.set(0);
        try (Gunzip gunzip = new Gunzip(packed, packed.length, most, this::take)) {
            return gunzip.unpack();
        }
    }

    private byte[] unpacked(byte[] packed, int most) {
        try (Gunzip gunzip = new Gunzip(packed, packed.length, most, this::take)) {
            assertThat(gunzip.unpack()).isEqualTo(Outcome.UNPACKED);
            return Arrays.copyOf(gunzip.output(), gunzip.size());
        }
    }

    private boolean take(int bytes) {
        taken.addAndGet(bytes);
        return true;
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
