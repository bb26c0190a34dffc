const REMEMBERED = 256;

/** The round trip, measured from the pose sequence that snapshots echo. Includes the server's wait for its next snapshot. */
export class PingMeter {
  private readonly sentAtMs = new Map<number, number>();
  private lastEcho: number | undefined;
  private smoothed: number | undefined;

  onPoseSent(sequence: number, nowMs: number): void {
    this.sentAtMs.set(sequence, nowMs);
    if (this.sentAtMs.size > REMEMBERED) {
      const oldest = this.sentAtMs.keys().next().value;
      this.sentAtMs.delete(oldest!);
    }
  }

  /** Takes an echo; the same one twice counts once, because the second is only the snapshot rate. */
  onEcho(sequence: number | undefined, nowMs: number): void {
    const sentAt = sequence === undefined ? undefined : this.sentAtMs.get(sequence);
    if (sentAt === undefined || sequence === this.lastEcho) {
      return;
    }
    this.lastEcho = sequence;
    const roundTrip = nowMs - sentAt;
    this.smoothed = this.smoothed === undefined ? roundTrip : this.smoothed + (roundTrip - this.smoothed) / 8;
  }

  /** Smoothed round trip, milliseconds. */
  get roundTripMs(): number | undefined {
    return this.smoothed;
  }
}
