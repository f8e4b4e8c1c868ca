import { expect, it } from 'vitest';
import { Announcer } from './announcer';

const by = (who: string, key: string) => [{ by: who, key }];

it('says the first at once, and what follows together, five seconds later', () => {
  const announcer = new Announcer();
  expect(announcer.dueIn(0)).toBeUndefined();
  announcer.hear(by('ana', 'driver_node/a'));
  expect(announcer.take(0)).toEqual({ who: ['ana'], key: 'driver_node/a', changes: 1 });
  announcer.hear(by('ben', 'driver_node/a'));
  announcer.hear(by('ana', 'driver_node/b'));
  announcer.hear(by('ben', 'driver_node/b'));
  expect(announcer.take(4_999)).toBeUndefined();
  expect(announcer.dueIn(1_000)).toBe(4_000);
  expect(announcer.take(5_000)).toEqual({ who: ['ben', 'ana'], key: undefined, changes: 2 });
  expect(announcer.take(60_000)).toBeUndefined();
});

it('never says more than one thing in five seconds, however much comes', () => {
  const announcer = new Announcer();
  const said: number[] = [];
  for (let now = 0; now < 60_000; now += 100) {
    announcer.hear(by('ana', `driver_node/${now}`));
    if (announcer.take(now)) said.push(now);
  }
  expect(said).toEqual(Array.from({ length: 12 }, (_, i) => i * 5_000));
});

it('says nothing later of what came while it was switched off', () => {
  const announcer = new Announcer();
  announcer.hear(by('ana', 'driver_node/a'));
  announcer.forget();
  expect(announcer.take(10_000)).toBeUndefined();
});
