/** Colours of a name tile: `--av-N-bg` and `--av-N-fg` of the tokens. */
const tileColours = 12;

/** FNV-1a, 32 bits, over the UTF-8 id: the same colour for the same person everywhere. */
function tileOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % tileColours;
}

/** Missing in Firefox before 125, where the first code point must do. */
const graphemes = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : undefined;

function firstOf(word: string | undefined): string {
  const text = word ?? '';
  return (graphemes ? [...graphemes.segment(text)][0]?.segment : Array.from(text)[0]) ?? '';
}

/** First letters of the first and last word of a Latin name; one character in other scripts and in small tiles. */
function initialsOf(name: string, isSmall: boolean): string {
  const words = name.trim().split(/\s+/);
  const isLatin = /^\p{Script=Latin}/u.test(name);
  const initials = firstOf(words[0]) + (isLatin && !isSmall && words.length > 1 ? firstOf(words.at(-1)) : '');
  return initials.toUpperCase();
}

/** A person’s tile; decoration, because the name stands beside it. */
export function Avatar(props: { id: string; name: string; small?: boolean; children?: React.ReactNode }) {
  const tile = tileOf(props.id);
  const style = { background: `var(--av-${tile}-bg)`, color: `var(--av-${tile}-fg)` };
  return (
    <span className="av" style={style} aria-hidden="true">
      <span>{initialsOf(props.name, props.small ?? false)}</span>
      {props.children}
    </span>
  );
}
