import { describe, expect, test } from 'vitest';
import { PlayoutClock, PoseBuffer } from '../src/sdk/playout';
import { type BodyPose, blendPoses, toBody, toPose } from '../src/sdk/pose';

const TICK_MS = 1000 / 60;
const at = (x: number, yawSign = 1): BodyPose => {
  const joint = (dx: number) => ({
    position: [x + dx, 1.6, 0] as [number, number, number],
    rotation: [0, 0, 0, yawSign] as [number, number, number, number],
  });
  return { root: [x, 0, 0], flags: 3, head: joint(0), left: joint(-0.3), right: joint(0.3) };
};

describe('the playout clock', () => {
  test('draws about 100 ms in the past at 20 snapshots a second on a steady line', () => {
    const clock = new PlayoutClock(60, 20);
    for (let tick = 0; tick < 120; tick += 3) {
      clock.onSnapshot(tick, tick * TICK_MS + 30);
    }
    expect(clock.delayMs).toBeGreaterThan(70);
    expect(clock.delayMs).toBeLessThan(120);
  });

  test('keeps less distance at a higher rate, and more on a jittery line', () => {
    const fast = new PlayoutClock(60, 60);
    const jittery = new PlayoutClock(60, 20);
    for (let tick = 0; tick < 120; tick += 3) {
      fast.onSnapshot(tick, tick * TICK_MS);
      jittery.onSnapshot(tick, tick * TICK_MS + (tick % 2) * 80);
    }
    const steady = new PlayoutClock(60, 20);
    expect(fast.delayMs).toBeLessThan(steady.delayMs);
    expect(jittery.delayMs).toBeGreaterThan(steady.delayMs + 40);
    expect(jittery.delayMs).toBeLessThanOrEqual(400);
  });

  test('runs evenly while snapshots come unevenly', () => {
    const clock = new PlayoutClock(60, 20);
    let last: number | undefined;
    for (let ms = 0; ms < 3_000; ms += 10) {
      if (ms % 50 === 0) {
        clock.onSnapshot(ms / TICK_MS, ms + ((ms / 50) % 3) * 8);
      }
      const tick = clock.tickAt(ms)!;
      if (ms > 1_000 && last !== undefined) {
        expect(tick - last).toBeGreaterThan(0.2);
        expect(tick - last).toBeLessThan(1);
      }
      last = tick;
    }
  });

  test('starts anew after a jump in the ticks', () => {
    const clock = new PlayoutClock(60, 20);
    clock.onSnapshot(100_000, 0);
    clock.onSnapshot(5, 50);
    expect(clock.tickAt(50)).toBeLessThan(5);
    expect(clock.tickAt(50)).toBeGreaterThan(-30);
  });
});

describe('a pose buffer', () => {
  test('interpolates between the samples around the tick', () => {
    const buffer = new PoseBuffer();
    buffer.offer(0, at(0));
    buffer.offer(10, at(1));
    buffer.offer(20, at(3));
    expect(buffer.at(5, 7, 180)?.root[0]).toBeCloseTo(0.5);
    expect(buffer.at(15, 7, 180)?.head.position[0]).toBeCloseTo(2);
  });

  test('drops what is older than the newest, or the same', () => {
    const buffer = new PoseBuffer();
    expect([buffer.offer(10, at(1)), buffer.offer(9, at(9)), buffer.offer(10, at(9))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(buffer.newest?.root[0]).toBe(1);
  });

  test('goes on a little beyond the newest, then waits', () => {
    const buffer = new PoseBuffer();
    buffer.offer(0, at(0));
    buffer.offer(10, at(1));
    expect(buffer.at(14, 7, 180)?.root[0]).toBeCloseTo(1.4);
    expect(buffer.at(100, 7, 180)?.root[0]).toBeCloseTo(1.7);
  });

  test('who has been in no snapshot for three seconds is out of sight', () => {
    const buffer = new PoseBuffer();
    const sightTicks = new PlayoutClock(60, 60).sightTicks;
    buffer.offer(0, at(0));
    buffer.offer(10, at(1));
    expect(buffer.at(190, 7, sightTicks)).toBeDefined();
    expect(buffer.at(191, 7, sightTicks)).toBeUndefined();
    buffer.offer(400, at(2));
    expect(buffer.at(400, 7, sightTicks)?.root[0]).toBe(2);
  });

  test('a jump is a jump: nobody is seen flying across the world', () => {
    const buffer = new PoseBuffer();
    buffer.offer(0, at(0));
    buffer.offer(10, at(50));
    expect(buffer.at(5, 7, 180)?.root[0]).toBe(0);
    expect(buffer.at(12, 7, 180)?.root[0]).toBe(50);
  });

  test('before the first sample stands where the first is', () => {
    const buffer = new PoseBuffer();
    expect(buffer.at(1, 7, 180)).toBeUndefined();
    buffer.offer(10, at(4));
    expect(buffer.at(1, 7, 180)?.root[0]).toBe(4);
  });

  test('rotations take the shorter way', () => {
    const mixed = blendPoses(at(0, 1), at(0, -1), 0.5);
    expect(Math.abs(mixed.head.rotation[3])).toBeCloseTo(1);
  });
});

describe('poses', () => {
  test('survive the wire to the millimetre and a sixth of a degree', () => {
    const pose: BodyPose = {
      root: [-12.345, 2.001, 77.7],
      flags: 3,
      head: { position: [-12.3, 3.621, 77.65], rotation: [0.1, 0.7, -0.1, 0.7] },
      left: { position: [-12.6, 3.1, 77.3], rotation: [0, 0, 0, 1] },
      right: { position: [-12.0, 3.1, 77.3], rotation: [0, 1, 0, 0] },
    };
    const back = toPose(toBody(pose));
    expect(back.root).toEqual(pose.root);
    for (const part of ['head', 'left', 'right'] as const) {
      back[part].position.forEach((value, i) => {
        expect(Math.abs(value - pose[part].position[i]!)).toBeLessThan(0.0021);
      });
      const dot = back[part].rotation.reduce((sum, value, i) => sum + value * pose[part].rotation[i]!, 0);
      expect(Math.abs(dot)).toBeGreaterThan(0.9999);
    }
  });
});
