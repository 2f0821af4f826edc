import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../../test/harness/manual-clock.ts';
import { ManagerService, type ManagerServiceDependencies, sampleMs } from './manager-service.ts';

/** Figures that a test moves by hand. */
function managed() {
  const clock = new ManualClock();
  const figures = { connections: 0, messages: 0 };
  const dependencies = {
    clock,
    connections: {
      get count() {
        return figures.connections;
      },
      views: () => [],
    },
    people: { count: 0 },
    counts: () => ({ rooms: 1, messages: 5000 + figures.messages, written: figures.messages, online: 0 }),
    eventLoopDelayMs: () => 1.24,
    memoryBytes: () => 1000,
    host: {
      name: 'Cellar LAN',
      isOpen: true,
      openSinceMs: 0,
      startedAtMs: 0,
      dataFolder: '/data',
      addresses: () => [],
      disk: () => ({ dataBytes: 0, freeBytes: 0, storage: [] }),
    },
  };
  // Only what figures are made of is there.
  const service = new ManagerService(dependencies as unknown as ManagerServiceDependencies);
  return { clock, figures, service };
}

test('a minute counts its own messages and keeps its highest number of connections', () => {
  const { clock, figures, service } = managed();
  service.sample();
  figures.connections = 7;
  figures.messages += 30;
  clock.advance(sampleMs);
  service.sample();
  figures.connections = 2;
  figures.messages += 6;
  clock.advance(sampleMs);
  assert.deepEqual(service.status().samples, [
    {
      at: '2026-01-01T00:00:00.000Z',
      connections: 7,
      messages: 36,
      memoryBytes: 1000,
      eventLoopDelayMs: 1.2,
    },
  ]);
  clock.advance(60_000);
  figures.messages += 1;
  const [, second] = service.status().samples;
  assert.equal(second?.at, '2026-01-01T00:01:00.000Z');
  assert.deepEqual([second?.connections, second?.messages], [2, 1]);
});

test('two hours are kept, and a minute asleep is missing', () => {
  const { clock, service } = managed();
  for (let minute = 0; minute < 150; minute += 1) {
    service.sample();
    clock.advance(60_000);
  }
  assert.equal(service.status().samples.length, 120);
  clock.advance(600_000);
  const samples = service.status().samples;
  assert.equal(samples.length, 120);
  assert.equal(samples.at(-1)?.messages, 0);
  const [before, last] = samples.slice(-2);
  assert.equal(Date.parse(last?.at ?? '') - Date.parse(before?.at ?? ''), 600_000);
});
