package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
    private final Verdicts verdicts = new Verdicts(line -> {});
    private final Account account = new Account(verdicts);

    @Test
    void takesAGiftWheneverItComesButOnce() {
        Account.Deal gift = account.expect(wood(2), Goods.NONE);
        told(0);
        told(2);
        gift.decide(true);
        told(2);
        assertThat(verdicts.kept()).isEmpty();
        told(4);
        assertThat(verdicts.duplicated()).isEqualTo(2);
    }

    @Test
    void doesNotLetAGiftGoThatHadCome() {
        account.expect(wood(2), Goods.NONE);
        told(2);
        told(0);
        assertThat(verdicts.lost()).isEqualTo(2);
    }

    @Test
    void missesAGiftThatWasAcknowledgedAndNeverCame() {
        account.expect(wood(2), Goods.NONE).decide(true);
        told(0);
        assertThat(verdicts.kept()).isEmpty();
        account.verifyAtRest("ada");
        assertThat(verdicts.lost()).isEqualTo(2);
    }

    @Test
    void seesAGiftThatCameAlthoughItWasRefused() {
        Account.Deal gift = account.expect(wood(2), Goods.NONE);
        told(2);
        gift.decide(false);
        told(2);
        assertThat(verdicts.duplicated()).isEqualTo(2);
    }

    @Test
    void takesNoHalfOfATrade() {
        account.add(wood(5));
        account.expect(new Goods(-3, 1), wood(3)).decide(true);
        told(2);
        assertThat(verdicts.kept()).as("set aside, over a border").isEmpty();
        account.verifyAtRest("ada");
        assertThat(verdicts.lost()).as("but never paid for").isEqualTo(1);
    }

    @Test
    void takesATradeThatIsSetAsideAndGivenBack() {
        account.add(wood(5));
        Account.Deal trade = account.expect(new Goods(-3, 1), wood(3));
        told(2);
        trade.decide(false);
        told(2);
        told(5);
        account.verifyAtRest("ada");
        assertThat(verdicts.kept()).isEmpty();
        told(2);
        assertThat(verdicts.lost()).as("a refused trade takes nothing any more").isEqualTo(3);
    }

    @Test
    void letsTwoGiftsComeInEitherOrder() {
        Account.Deal first = account.expect(wood(1), Goods.NONE);
        Account.Deal second = account.expect(wood(1), Goods.NONE);
        told(1);
        first.decide(false);
        told(1);
        second.decide(true);
        told(1);
        account.verifyAtRest("ada");
        assertThat(verdicts.kept()).isEmpty();
    }

    private void told(long wood) {
        account.onTold(wood(wood), "ada", "then");
    }

    private static Goods wood(long count) {
        return new Goods(count, 0);
    }
}
