/**
 * How well a query fits a name: whole words and beginnings before scattered letters; undefined when letters are
 * missing. The empty query fits everything alike.
 */
export function fuzzyScore(query: string, name: string): number | undefined {
  const wanted = query.toLocaleLowerCase();
  const text = name.toLocaleLowerCase();
  if (wanted === '') return 1;
  if (text === wanted) return 6;
  if (text.startsWith(wanted)) return 5;
  if (text.split(/[\s_-]+/).some((word) => word.startsWith(wanted))) return 4;
  if (text.includes(wanted)) return 3;
  let at = 0;
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return undefined;
  }
  return 2;
}
