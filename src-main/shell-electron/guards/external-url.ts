const longestUrl = 2048;

/** An address that the system’s browser or mail program may be given, in its normal form (PROMISES E14). */
export function parseExternalUrl(text: string): URL | undefined {
  // Control characters and blanks at the ends would be dropped by the parser, and the check would see another address.
  if (text.length > longestUrl || /[\p{Cc}\s]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.protocol === 'https:') return url.host === '' ? undefined : url;
  return url.protocol === 'mailto:' ? url : undefined;
}
