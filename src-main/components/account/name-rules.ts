import { type Refusal, refuse } from '../../kernel/hearth-error.ts';

/** Characters that cannot be seen or that turn text round: a name with them could pass for another. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0]/u;
const seen = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
/** Marks piled onto one letter; three are more than any living script needs on a name. */
const piledMarks = /\p{M}{4,}/u;

/** A name as it is shown, with inner spaces folded; or why it cannot be one. */
export function cleanName(name: string): string | Refusal {
  if (!name.isWellFormed()) return refuse('bad_request', 'A name cannot hold half a character.');
  const clean = name.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (clean === '') return refuse('bad_request', 'A name cannot be empty.');
  if (unseen.test(clean)) {
    return refuse(
      'bad_request',
      'A name cannot hold invisible characters or ones that turn the direction of text.',
    );
  }
  if (!seen.test(clean)) return refuse('bad_request', 'A name needs at least one letter or number.');
  if (piledMarks.test(clean)) return refuse('bad_request', 'A name cannot pile marks onto one letter.');
  return clean;
}

/**
 * Letters that look like a Latin one in common typefaces, by the Latin one they look like: the part of Unicode’s
 * confusables (UTS 39) that people can type, after folding case. `i`, `l`, `1` and `|` are one class, `o` and `0` too.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'аαɑ',
  b: 'ьƅ',
  c: 'сϲᴄ',
  d: 'ԁɗ',
  e: 'еҽ℮є',
  f: 'ƒẝ',
  g: 'ɡց',
  h: 'һհ',
  j: 'јϳ',
  k: 'кκ',
  l: 'i1|ıіιɩӏǀł!',
  m: 'мṃ',
  n: 'пηո',
  o: '0оοօσо',
  p: 'рρϱ',
  q: 'ԛգ',
  r: 'гᴦ',
  s: 'ѕƽꜱ$',
  t: 'тτ',
  u: 'υսц',
  v: 'νѵᴠ',
  w: 'ԝѡωɯ',
  x: 'хχ×',
  y: 'уγүʏ',
  z: 'ᴢʐ',
};

const skeletonOf = new Map(
  Object.entries(lookAlikes).flatMap(([latin, others]) =>
    Array.from(others, (character): [string, string] => [character, latin]),
  ),
);

/** What two names must differ in: case, width, spaces, punctuation between words and look do not count. */
export function nameKey(name: string): string {
  const folded = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '');
  let key = '';
  for (const character of folded) {
    if (/[\s._\-'’]/u.test(character)) continue;
    key += skeletonOf.get(character) ?? character;
  }
  const joined = key.replaceAll('rn', 'm').replaceAll('vv', 'w');
  return joined === '' ? folded : joined;
}
