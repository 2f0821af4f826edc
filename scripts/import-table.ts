/**
 * Who may import whom. `npm run lint` holds every file against it. A file that no row matches, a package that its row
 * does not name and an import cycle (type-only ones too) are errors. The first row whose `files` matches holds.
 */
export interface ImportRow {
  /** Files that this row speaks about, from the root: `*` is within one folder, `**` is any depth. */
  readonly files: string;
  /** What they may import, in the same form. Files of the same row's folder need no entry where `files` ends in `**`. */
  readonly may: readonly string[];
  /** npm packages; `node:*` for Node's own modules. */
  readonly packages: readonly string[];
}

const node = 'node:*';
const base = 'src-shared/base/**';
const protocol = 'src-shared/protocol/**';
const kernel = 'src-main/kernel/**';
const everything = ['src-shared/**', 'src-main/**', 'src-renderer/**', 'test/**', 'bench/**', 'scripts/**'];
const testPackages = [
  node,
  'fast-check',
  'ws',
  'better-sqlite3',
  'typebox',
  'jose',
  'prom-client',
  'ajv',
  'esbuild',
];

/** Components from the bottom up; each may import only the doors (`index.ts`) of those before it. */
const components: readonly { name: string; packages: readonly string[] }[] = [
  { name: 'system', packages: ['prom-client'] },
  { name: 'account', packages: ['@node-rs/argon2', 'jose', 'lru-cache'] },
  { name: 'profile', packages: [] },
  { name: 'media', packages: [] },
  { name: 'chat', packages: ['lru-cache'] },
  { name: 'bots', packages: [] },
  { name: 'projects', packages: [] },
  { name: 'relay', packages: [] },
  { name: 'calls', packages: [] },
  { name: 'manager', packages: [] },
];

function componentRows(name: string, packages: readonly string[], lower: readonly string[]): ImportRow[] {
  const own = `src-main/components/${name}`;
  const common = [kernel, base, protocol, 'src-main/store/define-store.ts'];
  return [
    {
      files: `${own}/*-store-sqlite.ts`,
      may: [...common, `${own}/*-store.ts`, `${own}/*-row.ts`, `${own}/*-store-sqlite.ts`],
      packages: [node],
    },
    { files: `${own}/*-store.ts`, may: [...common, `${own}/*-row.ts`], packages: [] },
    { files: `${own}/handlers/*.ts`, may: [...common, `${own}/*-service.ts`], packages: [] },
    {
      files: `${own}/**`,
      may: [
        ...common,
        'src-main/store/storage.ts',
        'src-main/cache/**',
        `${own}/*.ts`,
        `${own}/handlers/*.ts`,
        ...lower.map((door) => `src-main/components/${door}/index.ts`),
      ],
      packages: [node, ...packages],
    },
  ];
}

export const importTable: readonly ImportRow[] = [
  { files: '**/*.test.ts', may: everything, packages: testPackages },
  { files: '**/*.test.tsx', may: everything, packages: [...testPackages, 'react', 'react-dom'] },

  { files: 'src-shared/base/**', may: [], packages: [] },
  { files: 'src-shared/protocol/**', may: [base], packages: ['typebox'] },
  { files: 'src-shared/client/**', may: [base, protocol], packages: [] },
  { files: 'src-shared/bridge/**', may: [base, protocol], packages: [] },

  { files: 'src-main/kernel/**', may: [base, protocol], packages: [] },
  {
    files: 'src-main/platform/**',
    may: [base, 'src-main/kernel/hearth-error.ts'],
    packages: [node, 'pino', 'qrcode'],
  },
  { files: 'src-main/cache/**', may: [base], packages: [node, 'lru-cache'] },
  {
    files: 'src-main/store/migrations/**',
    may: ['src-main/store/migrations/**', 'src-main/store/define-store.ts'],
    packages: [],
  },
  {
    files: 'src-main/store/**',
    may: [kernel, 'src-main/platform/**', 'src-main/store/migrations/*/index.ts', base],
    packages: [node, 'better-sqlite3'],
  },
  {
    files: 'src-main/workers/image/entry.ts',
    may: [kernel, 'src-main/platform/**', 'src-main/workers/**', base],
    packages: [node, 'sharp'],
  },
  { files: 'src-main/workers/**', may: [kernel, 'src-main/platform/**', base], packages: [node] },
  {
    files: 'src-main/gateway/**',
    may: [kernel, 'src-main/platform/**', 'src-shared/**'],
    packages: [node, 'ws', 'typebox'],
  },

  ...components.flatMap(({ name, packages }, index) =>
    componentRows(
      name,
      packages,
      components.slice(0, index).map((lower) => lower.name),
    ),
  ),

  {
    files: 'src-main/host/storage-thread.ts',
    may: ['src-main/components/*/*-store-sqlite.ts', 'src-main/store/**', kernel, base],
    packages: [node],
  },
  {
    files: 'src-main/host/**',
    may: [
      'src-main/host/**',
      'src-main/components/*/index.ts',
      'src-main/store/**',
      'src-main/cache/**',
      'src-main/gateway/**',
      'src-main/workers/**',
      'src-main/platform/**',
      kernel,
      'src-shared/**',
    ],
    packages: [node],
  },
  {
    files: 'src-main/shell-headless/**',
    may: ['src-main/host/**', kernel, 'src-main/platform/**', base, protocol],
    packages: [node],
  },
  { files: 'src-main/shell-electron/preload/**', may: ['src-shared/bridge/**'], packages: ['electron'] },
  {
    files: 'src-main/shell-electron/**',
    may: ['src-main/host/**', kernel, 'src-main/platform/**', 'src-shared/bridge/**', base, protocol],
    packages: [node, 'electron', 'typebox'],
  },

  {
    files: 'src-renderer/ui/**',
    may: ['src-renderer/ui/**'],
    packages: ['react', 'react-dom', 'react-aria-components', 'lucide-react'],
  },
  {
    files: 'src-renderer/**',
    may: ['src-renderer/**', 'src-shared/**'],
    packages: [
      'react',
      'react-dom',
      'react-aria-components',
      '@tanstack/react-virtual',
      'markdown-it',
      'highlight.js',
      'frimousse',
      'emojibase-data',
      'qrcode',
      'lucide-react',
      '@fontsource-variable/hanken-grotesk',
      '@fontsource-variable/onest',
      '@fontsource-variable/jetbrains-mono',
    ],
  },

  {
    files: 'scripts/**',
    may: everything,
    packages: [
      node,
      'esbuild',
      'vite',
      'oxc-parser',
      '@vitejs/plugin-react',
      'emojibase-data',
      '@electron/fuses',
      '@sparticuz/chromium',
    ],
  },
  {
    files: 'bench/**',
    may: everything,
    packages: [node, 'ws', 'better-sqlite3', 'fastify', '@playwright/test', 'playwright-core'],
  },
  {
    files: 'test/**',
    may: everything,
    packages: [
      ...testPackages,
      '@playwright/test',
      'playwright-core',
      '@sparticuz/chromium',
      '@axe-core/playwright',
      'ajv',
      '@electron/asar',
      '@electron/fuses',
      'electron',
      'oxc-parser',
      'sharp',
    ],
  },
  {
    files: '*.config.ts',
    may: everything,
    packages: [node, 'vite', '@vitejs/plugin-react', '@playwright/test', '@sparticuz/chromium'],
  },
];
