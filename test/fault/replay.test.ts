import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseIrcLog } from '../../src-main/host/import/irc-parser.ts';
import { replayDay } from '../harness/replay-day.ts';
import { runRandom } from '../harness/seeded-random.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';

test('P1 P4 P6 D12 a small day replayed, with cuts and one kill -9: everybody holds the same in the end', async (context) => {
  const text = readFileSync(new URL('../fixtures/small-day.txt', import.meta.url), 'utf8');
  const result = await replayDay({
    lines: parseIrcLog(text, Date.UTC(2026, 0, 1)),
    program: ['src-main/shell-headless/main.ts'],
    seconds: isLong ? 30 : 4,
    cuts: isLong ? 20 : 6,
    random: runRandom(context),
    startWatchers: () => Promise.resolve([]),
    tell: (sentence) => context.diagnostic(sentence),
  });
  const { report } = result;
  context.diagnostic(
    `${result.messages} messages by ${result.people} people, ${report.checked.observed} seen, ${result.connectionsCut} cut, host away for ${result.awayMs} ms, ${result.cacheHits} of ${result.cacheHits + result.cacheMisses} pages from memory`,
  );
  assert.deepEqual(result.problems, []);
  assert.equal(report.total, 0);
  assert.equal(result.messages, 248);
  assert.ok(result.replicas >= 3);
  assert.ok(result.connectionsCut > 0);
});
