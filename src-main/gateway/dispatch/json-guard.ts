/** Strings that are no well-formed UTF-16 cannot be stored and given back as they were, so they are refused. */
export function hasLoneSurrogate(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null || depth > 8) return false;
  return Object.values(value).some((inner) => hasLoneSurrogate(inner, depth + 1));
}

/** Lone surrogates reach JSON only as escapes, so most frames need no look inside. */
export function mayHoldSurrogates(text: string): boolean {
  return text.includes('\\ud') || text.includes('\\uD');
}
