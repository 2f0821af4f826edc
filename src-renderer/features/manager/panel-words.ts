import type { HostSample, HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import type { Health, HealthState } from '../../../src-shared/protocol/system/operations.ts';

/** How the one light looks: a shape and a word, so that colour alone says nothing. */
export type Light = 'good' | 'warn' | 'bad' | 'stopped';

export function lightOf(status: Pick<HostStatus, 'open'>, health: Pick<Health, 'state'>): Light {
  if (health.state === 'read_only' || health.state === 'offline') return 'bad';
  if (!status.open) return 'stopped';
  return health.state === 'degraded' ? 'warn' : 'good';
}

export const lightWords: Readonly<Record<Light, string>> = {
  good: 'Health: good',
  warn: 'Health: needs you',
  bad: 'Health: not working',
  stopped: 'Health: stopped',
};

const stateWords: Readonly<Record<HealthState, string>> = {
  healthy: 'everything works',
  degraded: 'something needs you',
  read_only: 'reading works, writing does not',
  offline: 'the host does not work',
};

/** “Since 18:32. 14 people are connected and everything works.” */
export function heroWords(options: {
  since: string;
  isOpen: boolean;
  people: number;
  state: HealthState;
}): string {
  const { since, people } = options;
  if (!options.isOpen) return `Stopped since ${since}. Only you are served, and nothing is lost.`;
  const who = people === 1 ? '1 person is connected' : `${people} people are connected`;
  return `Since ${since}. ${who} and ${stateWords[options.state]}.`;
}

/** What the host calls its parts, as a sentence that is true while the part is well. */
const partWords: Readonly<Record<string, string>> = {
  Storage: 'Messages are safe on disk',
  Disk: 'Room left on disk',
  'Answer time': 'Answers come quickly',
  Connections: 'Others can connect',
};

export function partTitle(name: string): string {
  return partWords[name] ?? name;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** “12 MB”, “1.4 GB”, in thousands. */
export function bytesWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toLocaleString([], { maximumFractionDigits: digits })} ${units[unit] ?? ''}`;
}

const fileWords: Readonly<Record<string, string>> = {
  'communication.db': 'Rooms and messages',
  'server.db': 'Accounts and settings',
  'audit.db': 'What happened',
};

export function fileTitle(name: string): string {
  return fileWords[name] ?? name;
}

export type Quality = 'good' | 'fair' | 'slow';

/** Round trips on one network: people notice 50 ms, and mind 150. */
export function qualityOf(roundTripMs: number): Quality {
  if (roundTripMs < 50) return 'good';
  return roundTripMs < 150 ? 'fair' : 'slow';
}

const minuteMs = 60_000;
export const minutesShown = 120;
const minutesPerBar = 2;

/** One bar: when it begins, and its higher minute; undefined where the computer slept or Hearth did not run. */
export interface Bar {
  readonly atMs: number;
  readonly value: number | undefined;
}

/** The last two hours in bars of two minutes; the last one holds the present minute. */
export function barsOf(
  samples: readonly HostSample[],
  nowMs: number,
  pick: (sample: HostSample) => number,
): readonly Bar[] {
  const byMinute = new Map(samples.map((sample) => [Math.floor(Date.parse(sample.at) / minuteMs), sample]));
  const thisMinute = Math.floor(nowMs / minuteMs);
  const bars: Bar[] = [];
  for (let minute = thisMinute - minutesShown + 1; minute <= thisMinute; minute += minutesPerBar) {
    const values: number[] = [];
    for (let next = minute; next < minute + minutesPerBar; next += 1) {
      const sample = byMinute.get(next);
      if (sample) values.push(pick(sample));
    }
    bars.push({ atMs: minute * minuteMs, value: values.length === 0 ? undefined : Math.max(...values) });
  }
  return bars;
}

/** The top of an axis: a round number whose half is whole, at least 4. */
export function axisTop(highest: number): number {
  let power = 1;
  for (;;) {
    for (const step of [4, 6, 8, 10, 20]) if (step * power >= highest) return step * power;
    power *= 10;
  }
}
