import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceWords } from './device-words.ts';
import { agoWords, durationWords } from './time-words.ts';

test('a device is named as a person would name it', () => {
  const agents: readonly (readonly [string | undefined, string, boolean])[] = [
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Linux',
      false,
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
      'Edge on Windows',
      false,
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
      true,
    ],
    ['Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android', true],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) hearth/0.1.0 Chrome/140 Electron/45 Safari/537.36',
      'Desktop app on Mac',
      false,
    ],
    ['curl/8.5.0', 'curl', false],
    ['Safari on iPhone 0.1.0', 'Safari on iPhone', true],
    [undefined, 'Unknown device', false],
  ];
  for (const [agent, name, isHandheld] of agents) {
    assert.deepEqual(deviceWords(agent), { name, isHandheld });
  }
});

test('times are said in short words, and a clock that runs ahead makes no negative time', () => {
  const now = Date.UTC(2026, 5, 1, 12);
  assert.equal(agoWords(now + 90_000, now), 'just now');
  assert.equal(agoWords(now - 59_000, now), 'just now');
  assert.equal(agoWords(now - 5 * 60_000, now), '5 min ago');
  assert.equal(agoWords(now - 3 * 3_600_000, now), '3 h ago');
  assert.match(agoWords(now - 400 * 86_400_000, now), /2025/);
  assert.equal(durationWords(30_000), 'less than a minute');
  assert.equal(durationWords(4 * 3_600_000 + 12 * 60_000), '4 h 12 min');
  assert.equal(durationWords(25 * 3_600_000), '1 day 1 h');
});
