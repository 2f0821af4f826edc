const browsers: readonly (readonly [RegExp, string])[] = [
  [/Electron\//, 'Desktop app'],
  [/(?:Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/(?:OPR|Opera)\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS)\//, 'Chrome'],
  [/Version\/[\d.]+ .*Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** What somebody sits at, from what the client says of itself. */
export interface DeviceWords {
  readonly name: string;
  readonly isHandheld: boolean;
}

/** `Mozilla/5.0 (X11; Linux…) … Chrome/…` as a person would say it: “Chrome on Linux”. */
export function deviceWords(client: string | undefined): DeviceWords {
  if (client === undefined || client === '' || client === 'unknown') {
    return { name: 'Unknown device', isHandheld: false };
  }
  const browser = browsers.find(([mark]) => mark.test(client))?.[1];
  const system = systems.find(([mark]) => mark.test(client))?.[1];
  const isHandheld = system === 'iPhone' || system === 'iPad' || system === 'Android';
  // Other programs name themselves, and this window does it in these very words; the version is left out.
  if (browser === undefined) return { name: client.replace(/[ /]\d+(\.\d+)*$/, '').slice(0, 40), isHandheld };
  return { name: system === undefined ? browser : `${browser} on ${system}`, isHandheld };
}
