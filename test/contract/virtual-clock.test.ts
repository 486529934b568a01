import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../support/virtual-clock.ts';

describe('virtual clock', () => {
  it('fires in order of time, then of setting, with promises settled between', async () => {
    const clock = createVirtualClock();
    const seen: string[] = [];
    const deep = async (name: string): Promise<void> => {
      for (let n = 0; n < 50; n += 1) await Promise.resolve();
      seen.push(`${name} settled`);
    };
    clock.timer(20, () => seen.push('c'));
    clock.timer(10, () => {
      seen.push('a');
      void deep('a');
      clock.timer(0, () => seen.push('a0'));
    });
    clock.timer(10, () => seen.push('b'));
    clock.timer(10, () => seen.push('never')).cancel();
    const at = clock.uptimeMs();
    await clock.advance(15);
    expect(seen).toEqual(['a', 'a settled', 'b', 'a0']);
    expect(clock.uptimeMs() - at).toBe(15);
    expect(clock.nextTimerAt()).toBe(at + 20);
    await clock.advance(5);
    expect(seen.at(-1)).toBe('c');
    expect(clock.pending()).toBe(0);
  });

  it('keeps order among many timers', async () => {
    const clock = createVirtualClock();
    const fired: number[] = [];
    const at = clock.uptimeMs();
    let random = 12345;
    for (let n = 0; n < 2_000; n += 1) {
      random = (random * 1103515245 + 12345) % 2 ** 31;
      const timer = clock.timer(random % 500, () => fired.push(clock.uptimeMs() - at));
      if (random % 3 === 0) timer.cancel();
    }
    await clock.advance(1_000);
    expect(fired).toEqual(fired.toSorted((a, b) => a - b));
    expect(fired.length).toBeGreaterThan(1_000);
  });

  it('fires late after a suspend; a sleep delays timers by its length', async () => {
    const clock = createVirtualClock();
    const at = clock.uptimeMs();
    const fired: number[] = [];
    clock.timer(10, () => fired.push(clock.uptimeMs() - at));
    clock.suspend(100);
    expect(fired).toEqual([]);
    await clock.advance(0);
    expect(fired).toEqual([100]);
    clock.timer(10, () => fired.push(clock.uptimeMs() - at));
    clock.sleep(100);
    await clock.advance(9);
    expect(fired).toHaveLength(1);
    await clock.advance(1);
    expect(fired).toEqual([100, 210]);
  });

  it('jumps the wall clock alone', () => {
    const clock = createVirtualClock({ startAt: 1_000_000 });
    const uptime = clock.uptimeMs();
    clock.jump(-500);
    expect(clock.now()).toBe(999_500);
    expect(clock.uptimeMs()).toBe(uptime);
  });

  it('stops, continues and kills one process while the others go on', async () => {
    const world = createVirtualClock();
    const stopped = world.process();
    const killed = world.process();
    const inner = killed.process();
    const seen: string[] = [];
    stopped.timer(10, () => seen.push('stopped'));
    killed.timer(10, () => seen.push('killed'));
    inner.timer(10, () => seen.push('inner'));
    world.timer(20, () => seen.push('world'));
    stopped.pause();
    killed.kill();
    inner.timer(1, () => seen.push('inner later'));
    await world.advance(30);
    expect(seen).toEqual(['world']);
    stopped.resume();
    await world.advance(0);
    expect(seen).toEqual(['world', 'stopped']);
    stopped.jump(77);
    expect(stopped.now() - world.now()).toBe(77);
    expect(world.pending()).toBe(0);
  });

  it('advances until a condition holds', async () => {
    const clock = createVirtualClock();
    const at = clock.uptimeMs();
    let done = false;
    clock.timer(40, () => {
      done = true;
    });
    clock.timer(50, () => {});
    expect(await clock.advanceUntil(() => done, 1_000)).toBe(true);
    expect(clock.uptimeMs() - at).toBe(40);
    expect(await clock.advanceUntil(() => false, 100)).toBe(false);
    expect(clock.uptimeMs() - at).toBe(140);
  });
});
