package org.vsekai.rtc.dtls;

/** A session whose calls run on this thread and are charged by its CPU time; what it calls back is not charged. */
final class MeasuredSession implements DtlsSession {
    private final DtlsSession inner;
    private final Charge charge;

    /** What a kind of session has used so far. */
    static final class Charge {
        long cpuNanos;
        long allocatedBytes;
        private int depth;

        private void begin() {
            if (depth++ == 0) {
                HandshakeThread.isMeasuring = true;
                cpuNanos -= CpuClock.nanos();
                allocatedBytes -= CpuClock.allocatedBytes();
            }
        }

        private void pause() {
            if (--depth == 0) {
                allocatedBytes += CpuClock.allocatedBytes();
                cpuNanos += CpuClock.nanos();
                HandshakeThread.isMeasuring = false;
            }
        }
    }

    MeasuredSession(DtlsSession inner, Charge charge) {
        this.inner = inner;
        this.charge = charge;
    }

    private void run(Runnable call) {
        charge.begin();
        try {
            call.run();
        } finally {
            charge.pause();
        }
    }

    @Override
    public void useScratch(DtlsScratch ofOtherLoop) {
        inner.useScratch(ofOtherLoop);
    }

    @Override
    public void start(long now) {
        run(() -> inner.start(now));
    }

    @Override
    public void receive(byte[] buffer, int offset, int length, long now) {
        run(() -> inner.receive(buffer, offset, length, now));
    }

    @Override
    public void onTaskDone(long now) {
        run(() -> inner.onTaskDone(now));
    }

    @Override
    public void onDeadline(long now) {
        run(() -> inner.onDeadline(now));
    }

    @Override
    public boolean seal(byte[] buffer, int offset, int length) {
        return inner.seal(buffer, offset, length);
    }

    @Override
    public long deadlineNanos() {
        return inner.deadlineNanos();
    }

    @Override
    public boolean isConnected() {
        return inner.isConnected();
    }

    @Override
    public void close() {
        inner.close();
    }
}
