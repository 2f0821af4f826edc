import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { StaticFile } from '../../../src-main/host/static-files.ts';
import * as downloads from '../../../src-main/shell-electron/guards/downloads.ts';
import * as external from '../../../src-main/shell-electron/guards/external-url.ts';
import * as network from '../../../src-main/shell-electron/guards/network.ts';
import * as permissions from '../../../src-main/shell-electron/guards/permissions.ts';
import * as pages from '../../../src-main/shell-electron/pages/app-pages.ts';
import * as startOptions from '../../../src-main/shell-electron/start-options.ts';
import { autostartEntry } from '../../../src-main/shell-electron/desktop-entry.ts';
import { statusLine, trayTemplate } from '../../../src-main/shell-electron/tray/tray-menu.ts';
import { loadBrokenCopy } from './broken-copy.ts';

const shell = 'src-main/shell-electron/';

/** A corpus as a function over the module, so that a broken copy can be put through it too: what it finds wrong. */
interface Check<Module> {
  readonly title: string;
  readonly file: string;
  readonly module: Module;
  readonly wrong: (module: Module) => string[] | Promise<string[]>;
  readonly breaks: readonly (readonly [from: string, to: string])[];
}

function check<Module>(how: Check<Module>): void {
  test(how.title, async () => {
    assert.deepEqual(await how.wrong(how.module), []);
    for (const [from, to] of how.breaks) {
      const broken = await loadBrokenCopy<Module>(shell + how.file, from, to);
      const found = await whatIsWrong(how, broken);
      assert.notDeepEqual(found, [], `the corpus does not notice ${to}`);
    }
  });
}

/** A copy that throws is noticed too. */
async function whatIsWrong<Module>(how: Check<Module>, module: Module): Promise<string[]> {
  try {
    return await how.wrong(module);
  } catch (error) {
    return [String(error)];
  }
}

const ownPages = [
  'app://hearth/index.html',
  'app://hearth/',
  'app://hearth/assets/a.js?x=1#y',
  'app://hearth/index.html#/room/abc',
];
const foreignPages = [
  'app://host.evil',
  'app://hearth.evil/',
  'app://evil.hearth/',
  'app://hearth:80/',
  'app://hearth:443/index.html',
  'app://user@hearth/',
  'app://user:pass@hearth/',
  'app://hearth@evil/',
  'app:\\\\hearth\\index.html',
  'app:///hearth/index.html',
  'app:hearth/index.html',
  'app://',
  'app://hearth%2eevil/',
  'app://hearth%00/',
  'app://hearth\\@evil/',
  'apps://hearth/',
  'app2://hearth/',
  'xapp://hearth/',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'javascript://hearth/%0aalert(1)',
  'data:text/html,<script>1</script>',
  'data://hearth/',
  'blob:app://hearth/0b1c',
  'blob:https://evil.example/1',
  'filesystem:app://hearth/temporary/x',
  'file:///etc/passwd',
  'file://hearth/index.html',
  'file:///C:/Windows/win.ini',
  'about:blank',
  'about:srcdoc',
  'chrome://gpu',
  'chrome-extension://hearth/',
  'devtools://devtools/bundled/inspector.html',
  'view-source:app://hearth/index.html',
  'http://hearth/',
  'https://hearth/index.html',
  'http://localhost/',
  'http://127.0.0.1:4747/',
  'https://evil.example/app://hearth/',
  'https://evil.example/?app://hearth/',
  'https://app://hearth/',
  '//hearth/index.html',
  '/index.html',
  'index.html',
  '',
  ' ',
  'hearth',
  'ws://hearth/',
  'wss://hearth/',
  'ftp://hearth/',
  'mailto:a@hearth',
  'intent://hearth/#Intent;scheme=app;end',
  'ms-settings:',
  'search-ms:query=x',
  'smb://hearth/share',
  'vscode://hearth/',
  'x-apple.systempreferences:',
  'tel:112',
  'app://HEARTH.EVIL/index.html',
];

check({
  title: 'E12 of 64 addresses only the app’s own pages may be gone to',
  file: 'pages/app-pages.ts',
  module: pages,
  wrong: ({ isAppUrl }) => [
    ...ownPages.filter((url) => !isAppUrl(url)),
    ...foreignPages.filter((url) => isAppUrl(url)),
  ],
  breaks: [
    ['`${protocol}//${host}` === appOrigin', 'url.startsWith(appOrigin)'],
    ["username === '' && password === ''", 'true'],
    ['`${protocol}//${host}` === appOrigin', "protocol === 'app:'"],
  ],
});

const file: StaticFile = {
  body: Buffer.from('<!doctype html>'),
  contentType: 'text/html; charset=utf-8',
  brotli: undefined,
  gzip: undefined,
  etag: '"x"',
  immutable: false,
};
const files = new Map([
  ['/', file],
  ['/index.html', file],
  ['/assets/a.js', file],
]);
const hostUrl = 'http://127.0.0.1:4747';

check({
  title: 'E8 the app’s scheme answers from its fixed list and nothing else',
  file: 'pages/app-pages.ts',
  module: pages,
  wrong({ answerAppPage }) {
    // Request refuses such addresses itself, so the handler is given them as Electron would.
    const status = (url: string, method = 'GET') =>
      answerAppPage({ url, method } as Request, files, hostUrl).status;
    const there = [
      'app://hearth/',
      'app://hearth/index.html',
      'app://hearth/assets/a.js?v=1',
      'app://hearth/x/../index.html',
    ];
    const notThere = [
      'app://hearth/../../etc/passwd',
      'app://hearth/%2e%2e/%2e%2e/etc/passwd',
      'app://hearth/..%2f..%2fetc/passwd',
      'app://hearth/..\\..\\etc\\passwd',
      'app://hearth/assets%2fa.js',
      'app://hearth/index.html%00.js',
      'app://hearth//index.html',
      'app://hearth/INDEX.HTML',
      'app://hearth//etc/passwd',
      'app://hearth/C:/Windows/win.ini',
      `app://hearth/${'a'.repeat(5000)}`,
      `app://hearth/index.html?${'a'.repeat(5000)}`,
      'app://evil/index.html',
      'http://hearth/index.html',
      'file:///etc/passwd',
      'not an address',
    ];
    return [
      ...there.filter((url) => status(url) !== 200),
      ...notThere.filter((url) => status(url) !== 404),
      ...['POST', 'PUT', 'DELETE', 'OPTIONS'].filter((method) => status('app://hearth/', method) !== 404),
    ];
  },
  breaks: [
    ['!isAppUrl(url) || url.length > 2048', 'url.length > 2048'],
    ['!isAppUrl(url) || url.length > 2048', '!isAppUrl(url)'],
    ['files.get(new URL(url).pathname)', 'files.get(decodeURIComponent(new URL(url).pathname))'],
    ["request.method === 'GET' ? findFile(request.url, files) : undefined", 'findFile(request.url, files)'],
  ],
});

check({
  title: 'E10 each app page carries the policy of the table, for the one host',
  file: 'pages/app-pages.ts',
  module: pages,
  wrong({ answerAppPage }) {
    const answer = answerAppPage(new Request('app://hearth/index.html'), files, hostUrl);
    const policy = answer.headers.get('content-security-policy') ?? '';
    const parsed = Object.fromEntries(
      policy.split('; ').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
    );
    const demanded = {
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': `'self' blob: ${hostUrl}`,
      'media-src': `'self' blob: ${hostUrl}`,
      'font-src': "'self'",
      'connect-src': `'self' ${hostUrl} ws://127.0.0.1:4747`,
      'worker-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'app',
    };
    try {
      assert.deepEqual(parsed, demanded);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      return [];
    } catch (error) {
      return [String(error)];
    }
  },
  breaks: [
    ['"script-src \'self\'"', "\"script-src 'self' 'unsafe-inline'\""],
    ["`connect-src 'self' ${hostUrl} ${socketUrl}`", "'connect-src *'"],
    ['    "base-uri \'none\'",\n', ''],
  ],
});

test('E10 the page that is built holds no inline script or style', () => {
  const page = readFileSync('src-renderer/index.html', 'utf8');
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)/i);
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=/i);
});

check({
  title: 'E14 only plain https and mailto addresses may leave for the system’s browser',
  file: 'guards/external-url.ts',
  module: external,
  wrong({ parseExternalUrl }) {
    const good = [
      'https://hearth.example/',
      'https://hearth.example:8443/a?b#c',
      'mailto:ada@example.org',
      'https://[::1]/',
    ];
    const bad = [
      'http://hearth.example/',
      'https://user@hearth.example/',
      'https://user:secret@hearth.example/',
      'https://',
      'https://evil.example/\u0000',
      'https://evil.example/a b',
      ' https://evil.example/',
      'https://evil.example/\n',
      'java\tscript:alert(1)',
      `https://hearth.example/${'a'.repeat(2048)}`,
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'app://hearth/',
      'smb://evil/share',
      'ms-msdt:/id',
      'search-ms:query=x',
      'vbscript:x',
      'tel:112',
      'hearth.example',
      '',
      '\\\\evil\\share',
      '//evil.example/',
    ];
    return [
      ...good.filter((url) => parseExternalUrl(url) === undefined),
      ...bad.filter((url) => parseExternalUrl(url) !== undefined),
    ];
  },
  breaks: [
    ["if (url.username !== '' || url.password !== '') return undefined;", ''],
    ['text.length > longestUrl || ', ''],
    ['/[\\p{Cc}\\s]/u.test(text) || ', ''],
    ["url.protocol === 'mailto:' ? url : undefined", 'url'],
  ],
});

check({
  title: 'E15 a frame that is not ours, or not on top, gets no permission; ours only the named ones',
  file: 'guards/permissions.ts',
  module: permissions,
  wrong: ({ mayUse }) =>
    ['notifications', 'fullscreen', 'media', 'geolocation', 'usb', 'openExternal', 'unknown'].flatMap(
      (permission) =>
        (
          [
            ['app://hearth/index.html', true],
            ['app://hearth/index.html', false],
            ['app://hearth.evil/', true],
            ['https://evil.example/', true],
          ] as const
        )
          .filter(([url, isTopFrame]) => {
            const demanded =
              isTopFrame &&
              url === 'app://hearth/index.html' &&
              ['notifications', 'fullscreen'].includes(permission);
            return mayUse({ permission, url, isTopFrame }) !== demanded;
          })
          .map(([url]) => `${permission} ${url}`),
    ),
  breaks: [
    ['question.isTopFrame && ', ''],
    ['isAppUrl(question.url) && ', ''],
    ["  'fullscreen',\n", "  'fullscreen',\n  'media',\n"],
  ],
});

check({
  title: 'E19 only the app’s pages and the one host are spoken to',
  file: 'guards/network.ts',
  module: network,
  wrong({ mayLeave }) {
    const good = [
      'app://hearth/a.js',
      `${hostUrl}/api/v1/system/info`,
      'ws://127.0.0.1:4747/api/v1/socket',
      'blob:app://hearth/1',
    ];
    const bad = [
      'http://127.0.0.1/',
      'http://127.0.0.1:47470/',
      'http://localhost:4747/',
      'https://127.0.0.1:4747/',
      'ws://127.0.0.1:80/',
      'ws://evil.example:4747/',
      'http://127.0.0.1:4747@evil.example/',
      'http://evil.example/#http://127.0.0.1:4747/',
      'blob:https://evil.example/1',
      'data:text/html,x',
      'file:///etc/passwd',
      'app://evil/',
      '',
    ];
    return [...good.filter((url) => !mayLeave(url, hostUrl)), ...bad.filter((url) => mayLeave(url, hostUrl))];
  },
  breaks: [
    ['origin === own.origin', 'url.includes(own.host)'],
    ["(protocol === 'ws:' && host === own.host)", "protocol === 'ws:'"],
    ["isAppUrl(url.slice('blob:'.length))", 'true'],
  ],
});

check({
  title: 'E20 the command line is read by its list; switches that open the app are named',
  file: 'start-options.ts',
  module: startOptions,
  wrong({ readStartOptions }) {
    const read = readStartOptions([
      '.',
      '--data',
      '/home/ada/hearth',
      '--port=4800',
      '--ozone-platform=wayland',
      'hearth://join/evil',
      'https://evil.example/',
      '--hidden',
    ]);
    const wrong: string[] = [];
    if (read.hostArgs.join(' ') !== '--data /home/ada/hearth --port=4800')
      wrong.push(read.hostArgs.join(' '));
    if (!read.hidden || read.forbidden !== undefined) wrong.push('hidden or forbidden');
    for (const flag of [
      '--inspect',
      '--inspect-brk=0',
      '--remote-debugging-port=1',
      '--NO-SANDBOX',
      '--disable-web-security',
    ]) {
      if (readStartOptions(['x', flag]).forbidden === undefined) wrong.push(flag);
    }
    return wrong;
  },
  breaks: [
    ["  '--no-sandbox',\n", ''],
    ['flag.toLowerCase()', 'flag'],
    ['if (!setting) continue;', ''],
  ],
});

check({
  title: 'E21 a download gets a plain name of its own in our folder',
  file: 'guards/downloads.ts',
  module: downloads,
  wrong({ safeFileName, freePath }) {
    const cases: readonly (readonly [string, string])[] = [
      ['map.zip', 'map.zip'],
      ['../../.bashrc', '_bashrc'],
      ['..\\..\\con.txt', '_con.txt'],
      ['/etc/passwd', 'passwd'],
      ['C:\\Windows\\win.ini', 'win.ini'],
      ['a\u0000b\n.txt', 'a_b_.txt'],
      ['photo\u202egpj.exe', 'photo_gpj.exe'],
      ['name. . ', 'name'],
      ['', '_'],
      ['..', '_'],
      ['LPT1', '_LPT1'],
      ['a<b>:"|?*.txt', 'a_b______.txt'],
    ];
    const wrong = cases
      .filter(([given, demanded]) => safeFileName(given) !== demanded)
      .map(([given]) => given);
    if (safeFileName(`${'a'.repeat(300)}.txt`).length > 120) wrong.push('long');
    const taken = new Set(['/d/map.zip', '/d/map (2).zip']);
    if (freePath('/d', 'map.zip', (name) => taken.has(name)) !== '/d/map (3).zip') wrong.push('overwrites');
    return wrong;
  },
  breaks: [
    ['\\p{Cf}', ''],
    ["const last = name.split(/[/\\\\]/).at(-1) ?? '';", 'const last = name;'],
    ['if (!exists(file)) return file;', 'return file;'],
    ["plain === '' || isReserved", "plain === ''"],
  ],
});

test('the tray says in one line how the host is, and offers what fits', () => {
  const done = () => undefined;
  const actions = { openChat: done, openAdministration: done, setOpen: done, quit: done };
  const unclaimed = { hostName: 'Hearth', claimed: false, open: true, online: 0 };
  assert.equal(statusLine(unclaimed), 'Hearth: not set up yet');
  const enabled = trayTemplate(unclaimed, actions).filter((item) => item.label && item.enabled !== false);
  assert.deepEqual(
    enabled.map((item) => item.label),
    ['Set up the host', 'Quit Hearth'],
  );
  assert.equal(statusLine({ ...unclaimed, claimed: true, online: 1 }), 'Hearth: on, 1 person here');
  assert.equal(statusLine({ ...unclaimed, claimed: true, open: false }), 'Hearth: stopped');
});

test('starting with the computer survives odd folder names', () => {
  const entry = autostartEntry('/opt/My "Apps" 100%/$hearth');
  assert.match(entry, /^Exec="\/opt\/My \\"Apps\\" 100%%\/\\\$hearth" --hidden$/m);
});
