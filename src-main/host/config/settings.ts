/** One setting: where it may come from, what it may be, and what it means. Everything that can be configured is here. */
export interface Setting {
  readonly key: keyof RawConfig;
  readonly flag: string;
  readonly environment: string;
  readonly kind: 'text' | 'number' | 'switch' | 'list';
  readonly choices?: readonly string[];
  readonly range?: readonly [number, number];
  readonly meaning: string;
}

export interface RawConfig {
  data: string;
  port: number;
  bind: string;
  json: boolean;
  limitProfile: string;
  allowHosts: readonly string[];
  allowOrigins: readonly string[];
  logLevel: string;
  ballastMegabytes: number;
  minimumFreeMegabytes: number;
  browser: boolean;
}

/** Port that a host listens on unless told otherwise: free of well-known services, and easy to say aloud. */
export const defaultPort = 4747;

export const settings: readonly Setting[] = [
  {
    key: 'data',
    flag: '--data',
    environment: 'HEARTH_DATA_FOLDER',
    kind: 'text',
    meaning:
      'Folder of everything that the host keeps. Without it, the place that the system has for such data.',
  },
  {
    key: 'port',
    flag: '--port',
    environment: 'HEARTH_PORT',
    kind: 'number',
    range: [0, 65_535],
    meaning: `Port for HTTP and WebSocket; 0 takes a free one. Without it, ${defaultPort}.`,
  },
  {
    key: 'bind',
    flag: '--bind',
    environment: 'HEARTH_BIND',
    kind: 'text',
    meaning: 'Address to listen on. Without it, all of this computer.',
  },
  {
    key: 'json',
    flag: '--json',
    environment: 'HEARTH_JSON',
    kind: 'switch',
    meaning: 'Prints one JSON line once every listener is bound, and asks nothing.',
  },
  {
    key: 'limitProfile',
    flag: '--limit-profile',
    environment: 'HEARTH_LIMIT_PROFILE',
    kind: 'text',
    choices: ['normal', 'open'],
    meaning: '`open` lifts rates and socket caps of single clients, for load tests; never sizes or schemas.',
  },
  {
    key: 'allowHosts',
    flag: '--allow-host',
    environment: 'HEARTH_ALLOW_HOSTS',
    kind: 'list',
    meaning: 'More names that this host answers to, without ports, separated by commas.',
  },
  {
    key: 'allowOrigins',
    flag: '--allow-origin',
    environment: 'HEARTH_ALLOW_ORIGINS',
    kind: 'list',
    meaning: 'More web origins that may use this host, separated by commas.',
  },
  {
    key: 'logLevel',
    flag: '--log-level',
    environment: 'HEARTH_LOG_LEVEL',
    kind: 'text',
    choices: ['debug', 'info', 'warn', 'error'],
    meaning: 'How much the log says. Without it, info.',
  },
  {
    key: 'ballastMegabytes',
    flag: '--ballast-megabytes',
    environment: 'HEARTH_BALLAST_MEGABYTES',
    kind: 'number',
    range: [0, 4096],
    meaning: 'Room kept back on the disk, given free when the disk is full. Without it, 64.',
  },
  {
    key: 'minimumFreeMegabytes',
    flag: '--minimum-free-megabytes',
    environment: 'HEARTH_MINIMUM_FREE_MEGABYTES',
    kind: 'number',
    range: [0, 65_536],
    meaning: 'Below this much free space nothing is written any more. Without it, 32.',
  },
  {
    key: 'browser',
    flag: '--browser',
    environment: 'HEARTH_BROWSER',
    kind: 'switch',
    meaning: 'Opens the browser on this computer once the host is on.',
  },
];
