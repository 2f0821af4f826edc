/**
 * Replays one real day of a busy room: each nick its own WebSocket client through the shared client, joins and leaves
 * as logged, time compressed, two real browsers watching, connections cut at random and the host killed with -9 in the
 * middle. Unlike other benches it also judges: in the end everybody must hold the same messages in the same order.
 * Usage: `npm run bench -- replay [--day 2006-06-01] [--seconds 75] [--cuts 10] [--browsers 2] [--seed N]`.
 * The logs are looked for in HEARTH_DATA, or ../shared/data.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildStale } from '../scripts/build.ts';
import { dayOfFile, parseIrcLog } from '../src-main/host/import/irc-parser.ts';
import { replayDay, type ReplayResult } from '../test/harness/replay-day.ts';
import { seededRandom } from '../test/harness/seeded-random.ts';
import { ReplayBrowsers } from './harness/replay-browsers.ts';

const { values } = parseArgs({
  options: {
    day: { type: 'string', default: '2006-06-01' },
    seconds: { type: 'string', default: '75' },
    cuts: { type: 'string', default: '10' },
    browsers: { type: 'string', default: '2' },
    seed: { type: 'string' },
  },
});
const folder = path.resolve(process.env.HEARTH_DATA ?? '../shared/data', 'irc-ubuntu');
const file = existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith(values.day)) : undefined;
if (file === undefined) {
  console.log(
    `Not run: there is no log of ${values.day} in ${folder}. Set HEARTH_DATA to the folder with irc-ubuntu.`,
  );
} else {
  await replay(file);
}

async function replay(name: string): Promise<void> {
  await buildStale({ force: false });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`${name}, seed ${seed}`);
  const lines = parseIrcLog(readFileSync(path.join(folder, name), 'utf8'), dayOfFile(name) ?? 0);
  const startedMs = performance.now();
  await using browsers = new ReplayBrowsers();
  const result = await replayDay({
    lines,
    program: ['dist/host/main.js'],
    seconds: Number(values.seconds),
    cuts: Number(values.cuts),
    random: seededRandom(seed),
    startWatchers: (url) =>
      browsers.start(
        url,
        Array.from({ length: Number(values.browsers) }, (_, index) => `Window ${index + 1}`),
      ),
    tell: (sentence) => console.log(sentence),
  });
  print(result);
  console.log(`${Math.round((performance.now() - startedMs) / 1000)} s in all`);
  if (result.problems.length > 0) process.exitCode = 1;
}

function print({ report, problems, ...result }: ReplayResult): void {
  const { acknowledged, unknown, observed, readers } = report.checked;
  console.log(
    `${result.messages} messages by ${result.people} people; ${result.connectionsCut} connections cut, host away for ${result.awayMs} ms`,
  );
  console.log(
    `${acknowledged} acknowledged, ${unknown} without an answer, seen ${observed} times in ${readers} visits, ${result.resets} rooms fetched afresh`,
  );
  console.log(
    `${result.replicas} replicas and ${values.browsers} browsers compared with memory and the rows`,
  );
  const asked = result.cacheHits + result.cacheMisses;
  console.log(
    `history from memory: ${((result.cacheHits / asked) * 100).toFixed(2)} % of ${asked} (aim: at least 99 %)`,
  );
  console.log(
    Object.entries(report.counts)
      .map(([anomaly, count]) => `${anomaly} ${count}`)
      .join(', '),
  );
  for (const problem of problems.slice(0, 40)) console.log(`PROBLEM ${problem}`);
  console.log(problems.length === 0 ? 'Everybody holds the same.' : `${problems.length} problems.`);
}
