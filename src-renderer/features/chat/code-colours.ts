import type { Emitter } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import lua from 'highlight.js/lib/languages/lua';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

/** Keyword, comment, string, or number and name: the four colours that the design has for code. */
export type CodeKind = 'k' | 'c' | 's' | 'n';

export interface CodePiece {
  readonly text: string;
  readonly kind: CodeKind | undefined;
}

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  ini,
  java,
  javascript,
  json,
  lua,
  php,
  powershell,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, grammar] of Object.entries(languages)) hljs.registerLanguage(name, grammar);

const kinds: Readonly<Record<string, CodeKind>> = {
  keyword: 'k',
  built_in: 'k',
  'selector-tag': 'k',
  tag: 'k',
  deletion: 'k',
  comment: 'c',
  quote: 'c',
  doctag: 'c',
  meta: 'c',
  string: 's',
  regexp: 's',
  addition: 's',
  number: 'n',
  literal: 'n',
  title: 'n',
  section: 'n',
  attr: 'n',
  attribute: 'n',
  name: 'n',
  symbol: 'n',
};

/** Takes what the grammar finds as plain pieces; no HTML is written anywhere. */
class PieceEmitter implements Emitter {
  readonly pieces: CodePiece[] = [];
  readonly #scopes: (string | undefined)[] = [];

  addText(text: string): void {
    if (text === '') return;
    const scope = this.#scopes.findLast((name) => name !== undefined && kindOf(name) !== undefined);
    this.pieces.push({ text, kind: scope === undefined ? undefined : kindOf(scope) });
  }

  startScope(name: string): void {
    this.#scopes.push(name);
  }

  endScope(): void {
    this.#scopes.pop();
  }

  /** Not in the published type, but called for every mode of a grammar. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof PieceEmitter) this.pieces.push(...emitter.pieces);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }
}

hljs.configure({ __emitter: PieceEmitter });

/** The pieces of a code in their colours; undefined for a language that is not among the known ones. */
export function colourCode(code: string, language: string): readonly CodePiece[] | undefined {
  if (!hljs.getLanguage(language)) return undefined;
  const { _emitter: emitter } = hljs.highlight(code, { language, ignoreIllegals: true });
  if (!(emitter instanceof PieceEmitter)) return undefined;
  // A grammar that fails leaves the rest out; the code itself must always be whole.
  const length = emitter.pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  return length === code.length ? emitter.pieces : undefined;
}

function kindOf(scope: string): CodeKind | undefined {
  return kinds[scope] ?? kinds[scope.split('.')[0] ?? ''];
}
