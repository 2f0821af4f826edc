import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Ajv from 'ajv';

/** The very parser that electron-builder reads the file with. */
const builder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'));
const { load } = builder('js-yaml') as { load: (text: string) => unknown };
const schema = JSON.parse(readFileSync('node_modules/app-builder-lib/scheme.json', 'utf8')) as object;
const validate = new Ajv.Ajv({ strict: false, allErrors: true }).compile(schema);
const config = () => load(readFileSync('electron-builder.yml', 'utf8')) as Record<string, unknown>;

test('electron-builder.yml passes the schema of its program', () => {
  assert.ok(validate(config()), JSON.stringify(validate.errors));
});

test('a typing mistake in electron-builder.yml is found', () => {
  assert.ok(!validate({ ...config(), asarUnpak: [] }));
  assert.ok(!validate({ ...config(), electronFuses: { runAsNod: false } }));
});
