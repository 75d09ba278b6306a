package dev.penstock.edge;

import dev.penstock.edge.unpack.ContentCoding;
import dev.penstock.edge.unpack.Packing;
import dev.penstock.local.testing.TestingKafka;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TmpMeasureIT {

    @Test
    void measure() throws Exception {
        String line = "{\"event_name\":\"large\",\"filler\":\"" + "x".repeat(200) + "\"}\n";
        byte[] packed = Packing.pack(ContentCoding.LZ4, line.repeat(9_900).getBytes(StandardCharsets.UTF_8));
        try (TestingKafka kafka = TestingKafka.start()) {
            for (int round = 0; round < 2; round++) {
                for (String bytes : new String[] {"1GB", "256KB"}) {
                    String events = bytes.equals("1GB") ? "1000000" : "500";
                    try (RunningEdge edge = RunningEdge.start(
                            kafka,
                            Map.of(
                                    "penstock.edge.large-bodies.bytes", bytes,
                                    "penstock.edge.large-bodies.events", events))) {
                        run(edge, packed, 0, bytes);
                        run(edge, packed, 2, bytes);
                    }
                }
            }
        }
    }

    private static void run(RunningEdge edge, byte[] packed, int clients, String name) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger ok = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    int status = edge.post("/v1/events", BodyPublishers.ofByteArray(packed)).statusCode();
                    sent.incrementAndGet();
                    if (status == 202) {
                        ok.incrementAndGet();
                    }
                }
            }));
        }
        List<Long> micros = new ArrayList<>();
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            edge.get("/livez");
            micros.add((System.nanoTime() - start) / 1000);
            Thread.sleep(2);
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        Collections.sort(micros);
        int n = micros.size();
        System.out.println("MEASURED " + name + " clients " + clients + " sent " + sent + " ok " + ok + " probes " + n
                + " p50 " + micros.get(n / 2) + " p90 " + micros.get(n * 9 / 10) + " p99 " + micros.get(n * 99 / 100)
                + " max " + micros.get(n - 1) + " us");
    }
}
