/** Names that people write in addresses; all the others stay as they were typed. */
const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Stands in the client for the `entities` package, whose table of two thousand names is larger than the rest of what
 * Markdown needs here: messages are no HTML, so names are only looked up in the addresses of links.
 */
export function decodeHTMLStrict(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|([a-z]{2,4}));/g, (whole, number?: string, name?: string) => {
    if (name !== undefined) return characters[name] ?? whole;
    const point = Number(number);
    return point > 0 && point <= 0x10_ffff ? String.fromCodePoint(point) : whole;
  });
}
