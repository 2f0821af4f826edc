import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourCode } from './code-colours.ts';

const samples: Readonly<Record<string, string>> = {
  ts: 'const heat = await read("table-two");\n// too warm\nclass A extends B { f(x: number): void {} }\nif (heat > 60) alert(`at ${heat}`);',
  python: 'def f(x):\n    """words"""\n    return f"{x!r}" # end\n',
  json: '{"a": [1, true, null, "b\\n"]}',
  bash: 'for f in *.txt; do echo "$f ${f%.txt}"; done # all',
  html: '<p class="a">x</p><script>let a = 1;</script><style>a { color: red }</style>',
  css: '@media print { .a::before { content: "x"; margin: 1px } }',
  sql: "select a, count(*) from t where b = 'x' group by a -- why",
  rust: 'fn main() { let x: &\'static str = r#"a"#; println!("{x}"); }',
  c: '#include <stdio.h>\nint main(void) { return 0x1f; /* done */ }',
  diff: '@@ -1 +1 @@\n-old\n+new\n',
  yaml: 'a: &x [1, "two"]\nb: *x # again\n',
  php: '<?php echo "hi $name"; ?> <b>after</b>',
};

test('code in colours is the same code, letter for letter', () => {
  for (const [language, code] of Object.entries(samples)) {
    const pieces = colourCode(code, language);
    assert.equal(pieces?.map((piece) => piece.text).join(''), code, language);
    assert.ok(
      pieces?.some((piece) => piece.kind !== undefined),
      `${language} has a colour`,
    );
  }
});

test('words of a language get the colours of the design', () => {
  const kindOf = (text: string) =>
    colourCode(samples.ts ?? '', 'ts')?.find((piece) => piece.text === text)?.kind;
  assert.equal(kindOf('const'), 'k');
  assert.equal(kindOf('"table-two"'), 's');
  assert.equal(kindOf('// too warm'), 'c');
  assert.equal(kindOf('60'), 'n');
});

test('a language that nobody knows stays without colours', () => {
  assert.equal(colourCode('a', 'no-such-language'), undefined);
});
