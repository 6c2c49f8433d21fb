package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** power_of_two_choices. */
class PowerOfChoicesTest {

    @Test
    void inIdlenessEachIsAsLikelyAsItsWeight() {
        int[] shares = Lot.shares(new PowerOfChoices(2, Lot.dice(2)), Lot.all(Lot.ofWeights(2, 1, 1)), 8000);
        assertThat(Lot.chiSquare(shares, 2, 1, 1)).isLessThan(13.8);
    }

    @Test
    void theBusiestOfAllIsNeverChosen() {
        List<Endpoint> endpoints = Lot.of(5);
        endpoints.getFirst().enter();
        assertThat(Lot.shares(new PowerOfChoices(2, Lot.dice(3)), Lot.all(endpoints), 1000)[0])
                .isZero();
    }

    @Test
    void twoChoicesAreFarMoreEvenThanChance() {
        assertThat(mostUnderWay(new PowerOfChoices(2, Lot.dice(4)))).isLessThanOrEqualTo(13);
        assertThat(mostUnderWay(new RandomChoice(Lot.dice(4)))).isGreaterThanOrEqualTo(18);
    }

    @Test
    void moreChoicesSeeMore() {
        List<Endpoint> endpoints = Lot.of(10);
        endpoints.subList(0, 9).forEach(Endpoint::enter);
        int few = Lot.shares(new PowerOfChoices(2, Lot.dice(5)), Lot.all(endpoints), 1000)[9];
        int many = Lot.shares(new PowerOfChoices(8, Lot.dice(5)), Lot.all(endpoints), 1000)[9];
        assertThat(few).isBetween(150, 250);
        assertThat(many).isGreaterThan(500);
    }

    @Test
    void oneThatIsAwayGetsNothingAndTheLastOneEverything() {
        List<Endpoint> endpoints = Lot.of(2);
        assertThat(Lot.shares(new PowerOfChoices(2, Lot.dice(6)), Lot.without(endpoints, 0), 100))
                .containsExactly(0, 100);
    }

    @Test
    void weightsAreHonouredUnderLoad() {
        List<Endpoint> endpoints = Lot.ofWeights(3, 1);
        Group group = new Group(endpoints, new PowerOfChoices(2, Lot.dice(7)), 0);
        IntStream.range(0, 400).forEach(i -> group.choose(Lot.request(), null));
        assertThat(endpoints.getFirst().underWay()).isBetween(290, 310);
    }

    @Test
    void aSlowOneGetsWhatItCanDo() {
        int[] shares = Rush.withASlowOne(Lot.of(3), 0, clock -> new PowerOfChoices(2, Lot.dice(8)));
        assertThat(shares[0]).isLessThan(300);
    }

    private static int mostUnderWay(Balancer balancer) {
        List<Endpoint> endpoints = Lot.of(1000);
        Group group = new Group(endpoints, balancer, 0);
        IntStream.range(0, 10_000).forEach(i -> group.choose(Lot.request(), null));
        return endpoints.stream().mapToInt(Endpoint::underWay).max().orElseThrow();
    }
}
