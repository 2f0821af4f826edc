/** Static rules of PROMISES section 4 over the sources: each takes files by path and says what breaks it. */
import { type Node, parseSync } from 'oxc-parser';

/** Sources by their path from the root. */
export type Sources = ReadonlyMap<string, string>;

export interface Rule {
  /** Row of PROMISES section 4. */
  readonly id: string;
  readonly means: string;
  violations(sources: Sources): string[];
}

const shell = 'src-main/shell-electron/';
const factory = `${shell}windows/window-factory.ts`;
const registry = `${shell}ipc/registry.ts`;
const externalLinks = `${shell}guards/external-links.ts`;
const navigation = `${shell}guards/navigation.ts`;
const startOptions = `${shell}start-options.ts`;

/** What each preference of the factory must be (PROMISES E5). */
const demandedPreferences: Readonly<Record<string, string>> = {
  contextIsolation: 'true',
  sandbox: 'true',
  nodeIntegration: 'false',
  nodeIntegrationInWorker: 'false',
  nodeIntegrationInSubFrames: 'false',
  webSecurity: 'true',
  allowRunningInsecureContent: 'false',
  experimentalFeatures: 'false',
  webviewTag: 'false',
  plugins: 'false',
  navigateOnDragDrop: 'false',
  offscreen: 'false',
};

export const electronRules: readonly Rule[] = [
  {
    id: 'E4',
    means: 'the sandbox is on for all before the app is ready, and nothing switches it off',
    violations(sources) {
      const main = sources.get(`${shell}main.ts`) ?? '';
      const at = main.indexOf('app.enableSandbox()');
      const found =
        at < 0 || at > main.indexOf('.whenReady()') ? ['main.ts: enableSandbox before ready'] : [];
      return [...found, ...filesWith(sources, /no-sandbox|sandbox: false/, { except: [startOptions] })];
    },
  },
  {
    id: 'E5',
    means: 'one factory makes windows, with the powers of the table',
    violations(sources) {
      const makers = nodes(sources, shell, (node) =>
        isNew(node, ['BrowserWindow', 'WebContentsView', 'BrowserView']),
      );
      const strays = makers
        .filter(({ file }) => file !== factory)
        .map(({ file }) => `${file}: makes a window`);
      const text = sources.get(factory) ?? '';
      const wrong = Object.entries(demandedPreferences)
        .filter(([name, value]) => !text.includes(` ${name}: ${value},`))
        .map(([name]) => `${factory}: ${name}`);
      const extra = /enableBlinkFeatures|disableBlinkFeatures/.test(text)
        ? [`${factory}: blink features`]
        : [];
      const developer = text.includes('devTools: !app.isPackaged') ? [] : [`${factory}: devTools`];
      return [...strays, ...wrong, ...extra, ...developer];
    },
  },
  {
    id: 'E6',
    means:
      'the two windows have their own preloads and partitions, and the chat preload names no administration',
    violations(sources) {
      const chat = sources.get(`${shell}preload/chat.ts`) ?? '';
      const partitions = /chat: '(persist:[a-z]+)',\s+administration: '(persist:[a-z]+)'/.exec(
        sources.get(factory) ?? '',
      );
      const same =
        !partitions || partitions[1] === partitions[2] ? [`${factory}: one partition for both`] : [];
      const names = /ownerTicket|openDataFolder|esktopSettings/.test(chat)
        ? ['preload/chat.ts: administration']
        : [];
      return [...same, ...names];
    },
  },
  {
    id: 'E9',
    means: 'no file:, no remote page, no webview',
    violations(sources) {
      const loads = nodes(sources, shell, (node) => isCall(node, 'loadURL') || isCall(node, 'loadFile'));
      const strays = loads
        .filter(({ node, source }) => !textOf(node, source).endsWith('.loadURL(appPage)'))
        .map(({ file }) => `${file}: loads something else`);
      return [
        ...strays,
        ...filesWith(sources, /file:\/\/|<webview/, { within: [shell, 'src-renderer/'] }),
        ...mustHold(sources, navigation, /'will-attach-webview', \(event\) => event\.preventDefault\(\)/),
      ];
    },
  },
  {
    id: 'E11',
    means: 'no sink turns text into markup or code',
    violations: (sources) =>
      filesWith(
        sources,
        /innerHTML|outerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|srcdoc|\beval\(|new Function/i,
        { within: ['src-renderer/', 'src-shared/', shell] },
      ),
  },
  {
    id: 'E12',
    means: 'all three kinds of navigation are held to the app’s own pages',
    violations: (sources) =>
      ['will-navigate', 'will-frame-navigate', 'will-redirect'].flatMap((event) =>
        mustHold(
          sources,
          navigation,
          new RegExp(
            `'${event}', \\(event\\) => \\{\\s+if \\(!isAppUrl\\(event\\.url\\)\\) event\\.preventDefault\\(\\);`,
          ),
        ),
      ),
  },
  {
    id: 'E13',
    means: 'no page opens a window',
    violations(sources) {
      const handlers = nodes(sources, shell, (node) => isCall(node, 'setWindowOpenHandler'));
      if (handlers.length === 0) return [`${navigation}: no handler`];
      return handlers
        .filter(
          ({ node, source }) =>
            !textOf(node, source).endsWith("setWindowOpenHandler(() => ({ action: 'deny' }))"),
        )
        .map(({ file }) => `${file}: may open a window`);
    },
  },
  {
    id: 'E14',
    means: 'one function sends people out of the app, and nothing received is opened',
    violations(sources) {
      const opens = nodes(
        sources,
        shell,
        (node) => isCall(node, 'openExternal') && calledOn(node) === 'shell',
      );
      const strays = opens
        .filter(({ file }) => file !== externalLinks)
        .map(({ file }) => `${file}: openExternal`);
      const paths = nodes(
        sources,
        shell,
        (node) => isCall(node, 'openPath') || isCall(node, 'showItemInFolder'),
      )
        .filter(({ node, source }) => !textOf(node, source).endsWith('openPath(config.dataFolder)'))
        .map(({ file }) => `${file}: opens a path`);
      const link = sources.get(externalLinks) ?? '';
      const asks =
        link.indexOf('showMessageBox') < link.indexOf('shell.openExternal') ? [] : ['opens without asking'];
      return [...strays, ...paths, ...asks];
    },
  },
  {
    id: 'E15',
    means: 'what was granted before is dropped, and every kind of request has a handler',
    violations(sources) {
      const file = `${shell}guards/permissions.ts`;
      return [
        /setPermissionRequestHandler\(null\)[\s\S]+setPermissionRequestHandler\(\(/,
        /setPermissionCheckHandler\(null\)[\s\S]+setPermissionCheckHandler\(\(/,
        /setDevicePermissionHandler\(\(\) => false\)/,
        /setDisplayMediaRequestHandler\(\(_request, callback\) => callback\(\{\}\)\)/,
      ].flatMap((pattern) => mustHold(sources, file, pattern));
    },
  },
  {
    id: 'E16',
    means: 'only the registry listens to windows, and checks sender, role, rate and values',
    violations(sources) {
      const listens = nodes(sources, shell, (node) => calledOn(node) === 'ipcMain' || callsOn(node, 'ipc'));
      const strays = listens
        .filter(({ file }) => file !== registry)
        .map(({ file }) => `${file}: listens to windows`);
      const checks = [
        /isOwnPage\(event\) \? callerOf\(event\.sender\.id\) : undefined/,
        /frame !== null && frame\.parent === null && isAppUrl\(frame\.url\)/,
        /if \(!channel\.roles\.includes\(caller\.role\)\) throw/,
        /if \(isTooOften\(.+\)\) throw/,
        /!input\.Check\(args\[0\]\)\) throw/,
        /if \(!output\.Check\(result\)\) throw/,
      ];
      return [...strays, ...checks.flatMap((pattern) => mustHold(sources, registry, pattern))];
    },
  },
  {
    id: 'E17',
    means: 'preloads expose named functions with fixed channels, never the pipe or an event',
    violations(sources) {
      return ['chat', 'administration'].flatMap((role) => {
        const file = `${shell}preload/${role}.ts`;
        const own = new Map([[file, sources.get(file) ?? '']]);
        const uses = nodes(own, '', (node) => node.type === 'Identifier' && node.name === 'ipcRenderer');
        const calls = nodes(own, '', (node) => calledOn(node) === 'ipcRenderer');
        const fixed = calls.filter(({ node, source }) =>
          /^ipcRenderer\.(invoke\(channels\.\w+|(on|removeListener)\(pushes\.\w+, heard)/.test(
            textOf(node, source),
          ),
        );
        const places = new Set(uses.map(({ node }) => node.start));
        // One use is the import, each other one a call on it.
        const strays =
          places.size - 1 > fixed.length
            ? [`${file}: the pipe itself, or a channel of the page’s choice`]
            : [];
        const listener =
          /removeListener\(pushes/.test(own.get(file) ?? '') &&
          !/\(_event: unknown, roomId: unknown\) => listener\(String\(roomId\)\)/.test(own.get(file) ?? '');
        return [
          ...strays,
          ...(listener ? [`${file}: passes an event on`] : []),
          ...mustHold(own, file, /exposeInMainWorld\(bridgeGlobal, bridge\)/),
        ];
      });
    },
  },
  {
    id: 'E18',
    means: 'no certificate is taken on trust',
    violations: (sources) => [
      ...filesWith(
        sources,
        /certificate-error|NODE_TLS_REJECT_UNAUTHORIZED|rejectUnauthorized: false|ignore-certificate/,
        {
          within: ['src-main/', 'src-shared/'],
          except: [startOptions],
        },
      ),
      ...mustHold(
        sources,
        `${shell}guards/network.ts`,
        /setCertificateVerifyProc\(\(_request, callback\) => callback\(refuseCertificate\)\)/,
      ),
      ...mustHold(sources, `${shell}guards/network.ts`, /refuseCertificate = -2;/),
    ],
  },
  {
    id: 'E19',
    means: 'every session has the request gate',
    violations: (sources) => [
      ...mustHold(
        sources,
        `${shell}guards/network.ts`,
        /callback\(\{ cancel: !mayLeave\(details\.url, hostUrl\(\)\) \}\)/,
      ),
      ...mustHold(
        sources,
        `${shell}main.ts`,
        /for \(const partition of Object\.values\(partitions\)\)[\s\S]+guardPermissions\(windowSession\)[\s\S]+guardNetwork\(windowSession[\s\S]+guardDownloads\(windowSession/,
      ),
    ],
  },
  {
    id: 'E20',
    means: 'nothing of the command line or a link is loaded, and no scheme of the system leads here',
    violations: (sources) => [
      ...filesWith(sources, /setAsDefaultProtocolClient|'open-url'|'open-file'/, { within: [shell] }),
      ...mustHold(sources, `${shell}main.ts`, /options\.forbidden !== undefined && app\.isPackaged/),
    ],
  },
  {
    id: 'E21',
    means: 'downloads get our path and are not opened',
    violations: (sources) =>
      mustHold(
        sources,
        `${shell}guards/downloads.ts`,
        /item\.setSavePath\(freePath\(folder\(\), item\.getFilename\(\), existsSync\)\)/,
      ),
  },
  {
    id: 'never blocking',
    means: 'the shell calls nothing that stops the main process, which is the host too',
    violations: (sources) =>
      filesWith(sources, /show\w+Sync\(|sendSync|execSync|spawnSync|execFileSync/, { within: [shell] }),
  },
];

interface Found {
  readonly file: string;
  readonly node: Node;
  readonly source: string;
}

function nodes(sources: Sources, within: string, wanted: (node: Node) => boolean): Found[] {
  const found: Found[] = [];
  for (const [file, source] of sources) {
    if (!file.startsWith(within)) continue;
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(visit);
      if (!isNode(value)) return;
      if (wanted(value)) found.push({ file, node: value, source });
      for (const [key, child] of Object.entries(value)) if (key !== 'parent') visit(child);
    };
    visit(parseSync(file, source).program);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'type' in value;
}

function isNew(node: Node, names: readonly string[]): boolean {
  return (
    node.type === 'NewExpression' && node.callee.type === 'Identifier' && names.includes(node.callee.name)
  );
}

function isCall(node: Node, method: string): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === method
  );
}

/** `shell` of `shell.openExternal(…)`. */
function calledOn(node: Node): string | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const { object } = node.callee;
  return object.type === 'Identifier' ? object.name : undefined;
}

/** `contents.ipc.handle(…)`. */
function callsOn(node: Node, property: string): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object } = node.callee;
  return (
    object.type === 'MemberExpression' &&
    object.property.type === 'Identifier' &&
    object.property.name === property
  );
}

function textOf(node: Node, source: string): string {
  return source.slice(node.start, node.end);
}

function filesWith(
  sources: Sources,
  pattern: RegExp,
  options: { readonly within?: readonly string[]; readonly except?: readonly string[] } = {},
): string[] {
  const { within = ['src-main/', 'src-renderer/'], except = [] } = options;
  return [...sources]
    .filter(([file]) => within.some((folder) => file.startsWith(folder)) && !except.includes(file))
    .filter(([, source]) => pattern.test(source))
    .map(([file]) => `${file}: ${pattern.source.slice(0, 60)}`);
}

function mustHold(sources: Sources, file: string, pattern: RegExp): string[] {
  return pattern.test(sources.get(file) ?? '') ? [] : [`${file}: lacks ${pattern.source.slice(0, 80)}`];
}
