package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
    private final Verdicts verdicts = new Verdicts(line -> {});
    private final Account account = new Account(verdicts);

    @Test
    void takesAGiftWheneverItComesButOnce() {
        Account.Deal gift = account.expect(wood(2));
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
        account.expect(wood(2));
        told(2);
        told(0);
        assertThat(verdicts.lost()).isEqualTo(2);
    }

    @Test
    void missesAGiftThatWasAcknowledgedAndNeverCame() {
        account.expect(wood(2)).decide(true);
        told(0);
        assertThat(verdicts.kept()).isEmpty();
        account.verifyAtRest("ada");
        assertThat(verdicts.lost()).isEqualTo(2);
    }

    @Test
    void seesAGiftThatCameAlthoughItWasRefused() {
        Account.Deal gift = account.expect(wood(2));
        told(2);
        gift.decide(false);
        told(2);
        assertThat(verdicts.duplicated()).isEqualTo(2);
    }

    @Test
    void takesNoHalfOfATrade() {
        account.add(wood(5));
        Account.Deal trade = account.expect(new Goods(-3, 1));
        account.onTold(new Goods(2, 0), Goods.NONE, "ada", "then");
        assertThat(verdicts.lost()).isPositive();
        trade.decide(true);
    }

    @Test
    void letsTwoGiftsComeInEitherOrder() {
        Account.Deal first = account.expect(wood(1));
        Account.Deal second = account.expect(wood(1));
        told(1);
        first.decide(false);
        told(1);
        second.decide(true);
        told(1);
        account.verifyAtRest("ada");
        assertThat(verdicts.kept()).isEmpty();
    }

    @Test
    void letsAnActionUnderWayHoldBackWhatItCosts() {
        account.add(wood(5));
        account.onTold(wood(3), wood(2), "ada", "then");
        account.onTold(wood(5), wood(2), "ada", "then");
        assertThat(verdicts.kept()).isEmpty();
        account.onTold(wood(4), wood(2), "ada", "then");
        assertThat(verdicts.lost()).isEqualTo(1);
    }

    private void told(long wood) {
        account.onTold(wood(wood), Goods.NONE, "ada", "then");
    }

    private static Goods wood(long count) {
        return new Goods(count, 0);
    }
}
