import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { ExitError, exitCodes } from '../../kernel/hearth-error.ts';
import { defaultPort, type RawConfig, type Setting, settings } from './settings.ts';

/** The configuration as the host uses it. */
export interface HostConfig {
  readonly dataFolder: string;
  readonly port: number;
  readonly bind: string | undefined;
  readonly json: boolean;
  readonly limitProfile: 'normal' | 'open';
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly ballastBytes: number;
  readonly minimumFreeBytes: number;
  readonly openBrowser: boolean;
}

export type ConfigSource = 'default' | 'file' | 'environment' | 'flag';

export interface LoadedConfig {
  readonly config: HostConfig;
  /** Where each setting that is not at its default came from. */
  readonly sources: ReadonlyMap<keyof RawConfig, ConfigSource>;
  /** Words of the command line that are no flags. */
  readonly words: readonly string[];
  /** Flags that this table does not know, for the command to take. */
  readonly others: ReadonlyMap<string, string>;
}

export interface ConfigInput {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Flags with a value that the command itself takes. */
  readonly commandFlags: readonly string[];
}

const megabyte = 1024 * 1024;

/** File (config.json in the data folder), then environment, then flags: each takes the place of the one before. */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const flags = readFlags(input);
  const environment = readEnvironment(input.environment);
  const dataFolder = path.resolve(
    String(flags.values.data ?? environment.data ?? defaultDataFolder(input.environment)),
  );
  const file = readFile(path.join(dataFolder, 'config.json'));
  const raw: Partial<RawConfig> = { ...file, ...environment, ...flags.values };
  const sources = new Map<keyof RawConfig, ConfigSource>();
  for (const { key } of settings) {
    if (flags.values[key] !== undefined) sources.set(key, 'flag');
    else if (environment[key] !== undefined) sources.set(key, 'environment');
    else if (file[key] !== undefined) sources.set(key, 'file');
  }
  return { config: toConfig(raw, dataFolder), sources, words: flags.words, others: flags.others };
}

function toConfig(raw: Partial<RawConfig>, dataFolder: string): HostConfig {
  return {
    dataFolder,
    port: raw.port ?? defaultPort,
    bind: raw.bind,
    json: raw.json ?? false,
    limitProfile: raw.limitProfile === 'open' ? 'open' : 'normal',
    allowHosts: raw.allowHosts ?? [],
    allowOrigins: raw.allowOrigins ?? [],
    // The table lets no other word through.
    logLevel: (raw.logLevel ?? 'info') as HostConfig['logLevel'],
    ballastBytes: (raw.ballastMegabytes ?? 64) * megabyte,
    minimumFreeBytes: (raw.minimumFreeMegabytes ?? 32) * megabyte,
    openBrowser: raw.browser ?? false,
  };
}

function readFlags(input: ConfigInput) {
  const values: Partial<RawConfig> = {};
  const words: string[] = [];
  const others = new Map<string, string>();
  const args = [...input.args];
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (!arg.startsWith('-')) {
      words.push(arg);
      continue;
    }
    const [flag = '', attached] = arg.split(/=(.*)/s, 2);
    const setting = settings.find((known) => known.flag === flag);
    if (!setting && !input.commandFlags.includes(flag)) {
      throw usage(`There is no flag ${flag}. \`hearth help\` lists them.`);
    }
    if (setting?.kind === 'switch') {
      Object.assign(values, { [setting.key]: parse(setting, attached ?? 'true', setting.flag) });
      continue;
    }
    const text = attached ?? args.shift();
    if (text === undefined || (attached === undefined && text.startsWith('--')))
      throw usage(`${flag} needs a value.`);
    if (setting) Object.assign(values, { [setting.key]: parse(setting, text, setting.flag) });
    else others.set(flag, text);
  }
  return { values, words, others };
}

function readEnvironment(environment: ConfigInput['environment']): Partial<RawConfig> {
  const values: Partial<RawConfig> = {};
  for (const setting of settings) {
    const text = environment[setting.environment];
    if (text !== undefined && text !== '') {
      Object.assign(values, { [setting.key]: parse(setting, text, setting.environment) });
    }
  }
  return values;
}

function readFile(file: string): Partial<RawConfig> {
  if (!existsSync(file)) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ExitError(exitCodes.usage, `${file} is not valid JSON.`, { cause: error });
  }
  const values: Partial<RawConfig> = {};
  for (const [key, value] of Object.entries(parsed ?? {})) {
    const setting = settings.find((known) => known.key === key);
    if (!setting || key === 'data') throw usage(`${file} holds a setting “${key}” that does not exist.`);
    const text = Array.isArray(value) ? value.join(',') : String(value);
    Object.assign(values, { [setting.key]: parse(setting, text, `“${key}” in ${file}`) });
  }
  return values;
}

function parse(setting: Setting, text: string, where: string): RawConfig[keyof RawConfig] {
  switch (setting.kind) {
    case 'switch':
      if (text !== 'true' && text !== 'false')
        throw usage(`${where} is either true or false, not “${text}”.`);
      return text === 'true';
    case 'number': {
      const [least, most] = setting.range ?? [0, Number.MAX_SAFE_INTEGER];
      const number = Number(text);
      if (!/^\d+$/.test(text) || number < least || number > most) {
        throw usage(`${where} is a whole number from ${least} to ${most}, not “${text}”.`);
      }
      return number;
    }
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    case 'text':
      if (text === '') throw usage(`${where} needs a value.`);
      if (setting.choices && !setting.choices.includes(text)) {
        throw usage(`${where} is one of ${setting.choices.join(', ')}, not “${text}”.`);
      }
      return text;
  }
}

function usage(message: string): ExitError {
  return new ExitError(exitCodes.usage, message);
}

/** Where each system expects a program to keep its data. */
export function defaultDataFolder(environment: ConfigInput['environment']): string {
  const home = homedir();
  if (process.platform === 'win32') return path.join(environment.APPDATA ?? home, 'Hearth');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Hearth');
  return path.join(environment.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'hearth');
}
