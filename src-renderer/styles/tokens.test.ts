import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

type Tokens = Readonly<Record<string, string>>;

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The declarations of the one block with this selector, inside the media query named, or outside of any. */
function block(selector: string, media?: string): Tokens {
  const found: Tokens[] = [];
  let inside = '';
  let current: Record<string, string> | undefined;
  for (const line of css.split('\n')) {
    if (line.startsWith('@media')) inside = line.slice('@media '.length, -2);
    else if (line === '}' && inside !== '' && current === undefined) inside = '';
    else if (line.trim() === `${selector} {` && inside === (media ?? '')) current = {};
    else if (line.trim() === '}') {
      if (current) found.push(current);
      else if (line === '}') inside = '';
      current = undefined;
    } else if (current) {
      const [, name, value] = /^\s*--([\w-]+):\s*([^;]+);/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) current[name] = value;
    }
  }
  assert.equal(found.length, 1, `one block ${selector} in “${media ?? ''}”`);
  return found[0] ?? {};
}

const light = block(':root');
const dark = { ...light, ...block(':root[data-theme="dark"]') };
const moreLight = block(':root[data-contrast="more"]');
const moreDark = block(':root[data-theme="dark"][data-contrast="more"]');
const themes: Readonly<Record<string, { tokens: Tokens; text: number }>> = {
  light: { tokens: light, text: 4.5 },
  dark: { tokens: dark, text: 4.5 },
  'light, more contrast': { tokens: { ...light, ...moreLight }, text: 7 },
  'dark, more contrast': { tokens: { ...dark, ...moreLight, ...moreDark }, text: 7 },
};

/** Relative luminance of `#rrggbb`, WCAG 2. */
function luminance(hex: string): number {
  assert.match(hex, /^#[0-9a-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'chip', 'hover', 'active', 'surface-hover'];
/** Which words may stand on which grounds. */
const textPairs: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...grounds, 'selected', 'btn', 'mention-soft', 'warning-soft', 'danger-soft']],
  ['text-2', [...grounds, 'selected', 'btn']],
  ['muted', [...grounds, 'selected', 'mention-soft']],
  ['accent-text', ['canvas', 'surface', 'raised', 'accent-soft', 'surface-hover', 'selected']],
  ['link', ['canvas', 'surface', 'raised', 'surface-hover', 'mention-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-mention', ['mention']],
  ['on-danger', ['danger']],
  ['mention-pill-text', ['mention-pill']],
  ['danger-text', ['canvas', 'surface', 'raised', 'danger-soft']],
  ['success-text', ['canvas', 'surface', 'raised', 'success-soft']],
  ['warning-text', ['canvas', 'surface', 'raised', 'warning-soft']],
];
const shapePairs: readonly (readonly [string, readonly string[]])[] = [
  ['ember', ['canvas', 'surface', 'raised']],
  ['line-strong', ['canvas', 'surface', 'raised']],
  ['focus', ['canvas', 'surface', 'raised']],
  ['success', ['canvas', 'surface']],
  ['warning', ['surface']],
  ['danger', ['canvas', 'surface']],
  ['new', ['surface']],
  ...['online', 'idle', 'dnd', 'offline'].map((presence): readonly [string, readonly string[]] => [
    presence,
    ['canvas', 'surface'],
  ]),
];

for (const [name, { tokens, text }] of Object.entries(themes)) {
  test(`every text and shape is readable on its grounds: ${name}`, () => {
    const weak: string[] = [];
    const check = (over: string, ground: string, least: number) => {
      const found = ratio(tokens[over] ?? '', tokens[ground] ?? '');
      if (found < least) weak.push(`${over} on ${ground}: ${found.toFixed(2)}, needs ${least}`);
    };
    for (const [over, all] of textPairs) for (const ground of all) check(over, ground, text);
    for (const [over, all] of shapePairs) for (const ground of all) check(over, ground, 3);
    for (let tile = 0; tile < 12; tile += 1) check(`av-${tile}-fg`, `av-${tile}-bg`, 4.5);
    check('on-tooltip', 'tooltip', text);
    assert.deepEqual(weak, []);
  });
}

test('what the system asks for and what the reader chose are the same colours', () => {
  const { 'color-scheme': _one, ...asked } = block(
    ':root:not([data-theme="light"])',
    '(prefers-color-scheme: dark)',
  );
  assert.deepEqual({ ...light, ...asked }, dark);
  assert.deepEqual(block(':root:not([data-contrast="normal"])', '(prefers-contrast: more)'), moreLight);
  assert.deepEqual(
    block(
      ':root:not([data-contrast="normal"]):not([data-theme="light"])',
      '(prefers-contrast: more) and (prefers-color-scheme: dark)',
    ),
    moreDark,
  );
  assert.deepEqual(
    block(':root[data-contrast="more"]:not([data-theme="light"])', '(prefers-color-scheme: dark)'),
    moreDark,
  );
  assert.deepEqual(
    block(':root[data-theme="dark"]:not([data-contrast="normal"])', '(prefers-contrast: more)'),
    moreDark,
  );
});
