package org.vsekai.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {
    @Test
    void takesEachFiguresOwnMedian() {
        var rounds = List.of(new Round(30, 1, 9, 5, 0), new Round(10, 3, 7, 6, 2), new Round(20, 2, 8, 4, 1));
        assertThat(Round.median(rounds)).isEqualTo(new Round(20, 2, 8, 5, 1));
    }

    @Test
    void isTheMiddleOfTwo() {
        var rounds = List.of(new Round(10, 1, 2, 3, 0), new Round(20, 3, 4, 5, 1));
        assertThat(Round.median(rounds)).isEqualTo(new Round(15, 2, 3, 4, 0.5));
    }
}
