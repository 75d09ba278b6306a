package dev.penstock.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.penstock.bench.figure.Goal.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    private static final Figure COMPARED = new Figure("single", "rate", "1/s", 30, 40.0, "other");

    @Test
    void aRatioIsOursOverTheBaseline() {
        assertThat(COMPARED.ratio()).isEqualTo(0.75);
        assertThat(Figure.alone("single", "rate", "1/s", 30).ratio()).isNull();
        assertThat(new Figure("single", "rate", "1/s", 30, 0.0, "other").ratio())
                .isNull();
    }

    @Test
    void whatIsNoNumberIsNoFigure() {
        assertThatIllegalArgumentException().isThrownBy(() -> Figure.alone("single", "rate", "1/s", 0.0 / 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Figure("single", "rate", "1/s", 1, 1.0, null));
    }

    @Test
    void theMedianIsTheMiddleWhateverTheOrder() {
        Rounds rounds = new Rounds();
        assertThatIllegalStateException().isThrownBy(rounds::median);
        rounds.add(9);
        rounds.add(1);
        rounds.add(2);
        assertThat(rounds.median()).isEqualTo(2);
        rounds.add(4);
        assertThat(rounds.median()).isEqualTo(3);
        assertThat(rounds.spread()).isEqualTo(9);
    }

    @Test
    void aGoalIsAboutTheRatioWhereItNamesABaseline() {
        Goal ratio = new Goal("", "single", "rate", "other", true, 0.8);
        Goal number = new Goal("", "single", "rate", "", false, 30);

        assertThat(ratio.of(List.of(COMPARED))).isEqualTo(new Goal.Outcome(ratio, Verdict.MISSED, 0.75));
        assertThat(number.of(List.of(COMPARED))).isEqualTo(new Goal.Outcome(number, Verdict.MET, 30));
    }

    @Test
    void aGoalWithoutItsFigureIsNeitherMetNorMissed() {
        Goal another = new Goal("", "single", "rate", "somebody", true, 0.1);

        assertThat(another.of(List.of(COMPARED)).verdict()).isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void aMissingBaselineLeavesOurNumberAlone() {
        Report report = new Report();
        Rounds ours = new Rounds();
        ours.add(5);

        report.beside("single", "rate", "1/s", ours, new Rounds(), "other");

        assertThat(report.figures()).containsExactly(Figure.alone("single", "rate", "1/s", 5));
    }
}
