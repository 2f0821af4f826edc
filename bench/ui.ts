/**
 * The window under load: frames while a room of many messages is scrolled, and what the page holds after many switches
 * of room. Usage: `npm run bench -- ui [--messages 100000] [--seconds 20] [--switches 200] [--json FILE]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { buildStale } from '../scripts/build.ts';
import { chromiumPath } from '../test/harness/chromium.ts';
import { startBuiltHost } from './harness/built-host.ts';
import { mebibytes, report } from './harness/figures.ts';
import { fillHost } from './harness/fill-host.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '20' },
    switches: { type: 'string', default: '200' },
    json: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const switches = Number(values.switches);
/** Pixels of one turn of the wheel, and turns in a second: about three screens of 800 pixels a second. */
const wheelPixels = 120;
const turnsPerSecond = 20;
/** Rooms that are switched between, each with more messages than a client holds of one room. */
const rooms = 10;
const messagesOfOthers = 400;
const folder = mkdtempSync(path.join(tmpdir(), 'hearth-bench-ui-'));

type Frames = ReturnType<typeof figuresOf> & {
  readonly rows: number;
  readonly seqs: readonly [number, number];
};

try {
  await buildStale({ force: false });
  // The same texts twice: the first room has them already, so only the others are filled the second time.
  await fillHost(folder, { rooms: 1, messagesPerRoom: Number(values.messages) });
  await fillHost(folder, { rooms, messagesPerRoom: messagesOfOthers });
  await using host = await startBuiltHost(folder);
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    await measure(browser, host.url);
  } finally {
    await browser.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(browser: Browser, url: string): Promise<void> {
  const floor = await browser.newPage();
  await floor.setContent(plainPage());
  const floorFrames = await scrollFor(floor, { selector: '#place', up: false });
  await floor.close();

  const page = await join(browser, url);
  const session = await page.context().newCDPSession(page);
  const up = await scrollFor(page, { selector: '.log', up: true });
  const down = await scrollFor(page, { selector: '.log', up: false });
  const rows = (name: string, { seqs: [from, to], ...frames }: Frames) => ({
    scrolled: name,
    ...frames,
    messages: Math.abs(to - from),
  });
  report(
    `Frames while scrolling ${wheelPixels * turnsPerSecond} pixels a second for ${seconds} s (milliseconds)`,
    [
      rows('plain page of 2,000 rows (floor)', floorFrames),
      rows(`room of ${values.messages}, into the past`, up),
      rows(`room of ${values.messages}, back`, down),
    ],
    values.json === undefined ? undefined : `${values.json}.frames.json`,
  );
  report(
    `Page after ${switches} switches between ${rooms} rooms`,
    await switchRooms(page, session),
    values.json,
  );
  await page.close();
}

/** What the browser itself can do on this machine. */
function plainPage(): string {
  const row =
    '<p style="margin:0;padding:6px 72px;height:32px;font:15px sans-serif">the of and to in we have it</p>';
  return `<div id="place" style="height:700px;overflow-y:auto">${row.repeat(2000)}</div>`;
}

/** A guest who is in every room, the long one open. */
async function join(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Nickname' }).fill('Reader');
  await page.getByRole('button', { name: 'Join' }).click();
  for (let number = rooms; number >= 1; number -= 1) {
    await page.getByRole('button', { name: 'Add a room' }).click();
    await page.getByRole('menuitem', { name: 'Browse rooms' }).click();
    const row = page.getByRole('listitem').filter({ hasText: new RegExp(`load ${number}\\b`) });
    await row.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: `load ${number}`, exact: true }).waitFor();
  }
  await page.locator('[data-seq]').first().waitFor();
  return page;
}

async function scrollFor(page: Page, options: { selector: string; up: boolean }): Promise<Frames> {
  const place = page.locator(options.selector);
  await place.hover();
  const seqOnScreen = () =>
    place.evaluate((list) => {
      const top = list.getBoundingClientRect().top;
      const rows = [...list.querySelectorAll<HTMLElement>('[data-seq]')];
      return Number(rows.find((row) => row.getBoundingClientRect().top >= top)?.dataset.seq ?? 0);
    });
  const from = await seqOnScreen();
  await page.evaluate(watchFrames);
  const endMs = performance.now() + seconds * 1000;
  let turn = 0;
  const startedMs = performance.now();
  while (performance.now() < endMs) {
    await page.mouse.wheel(0, options.up ? -wheelPixels : wheelPixels);
    turn += 1;
    const dueMs = startedMs + (turn * 1000) / turnsPerSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
  }
  const seen = await page.evaluate(() => (globalThis as unknown as Watched).framesSeen());
  return {
    ...figuresOf(seen),
    rows: await page.locator('.list-row').count(),
    seqs: [from, await seqOnScreen()],
  };
}

interface Watched {
  framesSeen(): { frames: number[]; tasks: number[] };
}

/** Runs in the page: the time between frames, and tasks of more than 50 ms. */
function watchFrames(): void {
  const frames: number[] = [];
  const tasks: number[] = [];
  let isWatching = true;
  let last = performance.now();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
  const tick = (now: number) => {
    frames.push(now - last);
    last = now;
    if (isWatching) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  Object.assign(globalThis, {
    framesSeen() {
      isWatching = false;
      observer.disconnect();
      return { frames: frames.slice(1), tasks };
    },
  });
}

function figuresOf({ frames, tasks }: { frames: number[]; tasks: number[] }) {
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    'frames/s': round(frames.length / seconds),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    longest: at(1),
    'long tasks': tasks.length,
    'longest task': round(Math.max(0, ...tasks)),
  };
}

/** Opens one room after the other, and looks at what is left after the garbage is collected. */
async function switchRooms(page: Page, session: CDPSession) {
  await session.send('Performance.enable');
  const before = await held(session);
  const times: number[] = [];
  for (let turn = 0; turn < switches; turn += 1) {
    const name = `load ${(turn % rooms) + 1}`;
    const startedMs = performance.now();
    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name, exact: true }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.locator('[data-seq]').first().waitFor();
    times.push(performance.now() - startedMs);
    await page.mouse.move(700, 400);
    for (let wheel = 0; wheel < 3; wheel += 1) await page.mouse.wheel(0, -1500);
  }
  const after = await held(session);
  const sorted = times.toSorted((a, b) => a - b);
  return [
    {
      'heap before MiB': mebibytes(before.heapBytes),
      'heap after MiB': mebibytes(after.heapBytes),
      'growth MiB': mebibytes(after.heapBytes - before.heapBytes),
      'aim MiB': 60,
      'nodes before': before.nodes,
      'nodes after': after.nodes,
      'switch p50 ms (with the test driver)': round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      'switch p95 ms': round(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
    },
  ];
}

async function held(session: CDPSession): Promise<{ heapBytes: number; nodes: number }> {
  for (let turn = 0; turn < 3; turn += 1) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const figure = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heapBytes: figure('JSHeapUsedSize'), nodes: figure('Nodes') };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
