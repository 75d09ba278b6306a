package dev.penstock.ctl.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScrapeTest {

    private static final Scrape FIRST = Scrape.parse("""
            # HELP penstock_writer_insert_seconds time
            penstock_writer_insert_seconds_count{outcome="stored"} 10
            penstock_writer_insert_seconds_count{outcome="retry"} 2
            penstock_writer_insert_seconds_sum{outcome="stored"} 1.0
            penstock_writer_insert_seconds_sum{outcome="retry"} 5.0
            penstock_writer_head_room NaN
            jvm_threads_live_threads 12
            penstock_nonsense not a number
            """);

    @Test
    void labelsAreAddedUpAndWhatIsNoNumberIsLeftOut() {
        assertThat(FIRST.of("penstock_writer_insert_seconds_count")).isEqualTo(12);
        assertThat(FIRST.of("penstock_writer_head_room")).isNull();
        assertThat(FIRST.of("jvm_threads_live_threads")).isNull();
        assertThat(FIRST.of("penstock_nonsense")).isNull();
    }

    @Test
    void aMeanIsOfWhatCameSince() {
        Scrape second = Scrape.parse("""
                penstock_writer_insert_seconds_count{outcome="stored"} 14
                penstock_writer_insert_seconds_sum{outcome="stored"} 8.0
                """);

        assertThat(second.mean(FIRST, "penstock_writer_insert_seconds")).isEqualTo(1);
        assertThat(FIRST.mean(null, "penstock_writer_insert_seconds")).isEqualTo(0.5);
        assertThat(FIRST.mean(FIRST, "penstock_writer_insert_seconds")).isNull();
        assertThat(Scrape.parse("penstock_writer_insert_seconds_count 1\npenstock_writer_insert_seconds_sum 3\n")
                        .mean(second, "penstock_writer_insert_seconds"))
                .as("of a process that began anew")
                .isEqualTo(3);
    }
}
