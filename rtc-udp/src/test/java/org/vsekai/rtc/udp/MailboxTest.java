package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final byte[] NOTHING = {};

    /** What was read. */
    private static class Letters implements Mailbox.Reader<String> {
        final List<String> read = new ArrayList<>();

        @Override
        public void onMessage(String peer, int channelId, byte[] message) {
            read.add(peer + channelId);
        }

        @Override
        public void onDatagram(String peer, Arrival arrival, byte[] datagram) {
            throw new AssertionError("nothing was forwarded");
        }

        @Override
        public void onClose(String peer) {
            read.add(peer + " closes");
        }
    }

    @Test
    void lettersAreReadInTheOrderInWhichTheyWereWrittenAlsoWhenSlotsAreUsedAgain() {
        var mailbox = new Mailbox<String>(4);
        var letters = new Letters();
        for (int i = 0; i < 10; i++) {
            assertThat(mailbox.isEmpty()).isTrue();
            assertThat(mailbox.offerMessage("a", i, NOTHING)).isTrue();
            assertThat(mailbox.offerMessage("b", i, NOTHING)).isTrue();
            assertThat(mailbox.isEmpty()).isFalse();
            mailbox.drain(letters);
            assertThat(letters.read).containsExactly("a" + i, "b" + i);
            letters.read.clear();
        }
    }

    @Test
    void whoClosesDoesSoAfterWhatWasWrittenBefore() {
        var mailbox = new Mailbox<String>(4);
        mailbox.offerMessage("a", 1, NOTHING);
        mailbox.offerClose("a");
        var letters = new Letters();
        mailbox.drain(letters);
        assertThat(letters.read).containsExactly("a1", "a closes");
    }

    @Test
    void aFullBoxRefusesUntilItIsRead() {
        var mailbox = new Mailbox<String>(4);
        for (int i = 0; i < 4; i++) {
            assertThat(mailbox.offerMessage("a", i, NOTHING)).isTrue();
        }
        assertThat(mailbox.offerMessage("a", 4, NOTHING)).isFalse();
        var letters = new Letters();
        mailbox.drain(letters);
        assertThat(letters.read).containsExactly("a0", "a1", "a2", "a3");
        assertThat(mailbox.offerMessage("a", 5, NOTHING)).isTrue();
    }

    @Test
    void fromManyWritersEveryLetterComesOnceAndEachWritersInOrder() throws Exception {
        int each = 20_000;
        var mailbox = new Mailbox<String>(64);
        List<Thread> writers = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            writers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; ) {
                    if (mailbox.offerMessage(name, i, NOTHING)) {
                        i++;
                    } else {
                        Thread.yield();
                    }
                }
            }));
        }
        Map<String, Integer> next = new HashMap<>();
        var reader = new Letters() {
            @Override
            public void onMessage(String peer, int channelId, byte[] message) {
                assertThat(channelId).isEqualTo(next.getOrDefault(peer, 0));
                next.put(peer, channelId + 1);
            }
        };
        while (writers.stream().anyMatch(Thread::isAlive) || !mailbox.isEmpty()) {
            mailbox.drain(reader);
            Thread.yield();
        }
        assertThat(next).isEqualTo(Map.of("a", each, "b", each, "c", each));
    }
}
