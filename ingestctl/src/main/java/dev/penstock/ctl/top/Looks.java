package dev.penstock.ctl.top;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.lag.Lag;
import dev.penstock.ctl.lag.LagReader;
import dev.penstock.ctl.live.LedgerTail;
import dev.penstock.ctl.live.Scrape;
import dev.penstock.ctl.live.Scraper;
import dev.penstock.ctl.live.WritersPressure;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks at Kafka, edges and writers, again and again. Joins no group. Not thread-safe.
final class Looks implements AutoCloseable {

    private final InstantSource clock;
    private final List<URI> urls;
    private final LagReader reader;
    private final LedgerTail ledger;
    private final WritersPressure pressure;
    private final Scraper scraper = new Scraper();
    private final Map<URI, Scrape> scrapes = new HashMap<>();
    private Lag before;

    /// Takes a first look, which the next one is compared with.
    ///
    /// @param group of the writers
    /// @param urls of metrics of edges and writers
    Looks(GlobalOptions options, String group, List<URI> urls, InstantSource clock) throws InterruptedException {
        this.clock = clock;
        this.urls = List.copyOf(urls);
        this.reader = new LagReader(options.topicPrefix(), options.kafka(), group, clock);
        this.ledger = new LedgerTail(options.topicPrefix(), options.kafka(), clock);
        this.pressure = new WritersPressure(options.topicPrefix(), options.kafka(), clock);
        this.before = reader.look();
        processes();
    }

    /// Looks now.
    ///
    /// @throws org.apache.kafka.common.KafkaException when Kafka does not tell
    Frame look() throws InterruptedException {
        Lag lag = reader.look();
        Frame frame = new Frame(clock.instant(), ledger.now(), before, lag, pressure.now(), processes());
        before = lag;
        return frame;
    }

    private List<ProcessLook> processes() throws InterruptedException {
        List<ProcessLook> processes = new ArrayList<>();
        for (URI url : urls) {
            Scrape last = scrapes.remove(url);
            try {
                Scrape now = scraper.scrape(url);
                scrapes.put(url, now);
                processes.add(new ProcessLook(url, now, last, ""));
            } catch (IOException e) {
                String why = String.valueOf(e.getMessage());
                processes.add(new ProcessLook(url, null, null, why.equals("null") ? "does not answer" : why));
            }
        }
        return processes;
    }

    @Override
    public void close() {
        scraper.close();
        pressure.close();
        ledger.close();
        reader.close();
    }
}
