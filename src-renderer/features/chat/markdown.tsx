import MarkdownIt from 'markdown-it';
import type { ReactNode } from 'react';
import type { Called, Directory } from './calls.ts';
import { CodeBlock } from './CodeBlock.tsx';

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

/** Markup deeper than this adds no element of its own: its text stays, and the page is never nested without end. */
const deepest = 20;

const parser = new MarkdownIt('zero', { html: false, linkify: true, breaks: true })
  .enable([
    'emphasis',
    'strikethrough',
    'backticks',
    'fence',
    'blockquote',
    'list',
    'linkify',
    'link',
    'newline',
    'escape',
    'autolink',
  ])
  .set({ maxNesting: deepest });

// Only web addresses become links, so nothing else is looked for.
parser.linkify.set({ fuzzyEmail: false, fuzzyIP: false });
for (const schema of ['ftp:', '//', 'mailto:']) parser.linkify.add(schema, null);

/** A message’s text as React nodes. There is no HTML on the way, so nothing in a text can become any. */
export function renderMarkdown(text: string, directory: Directory): ReactNode {
  const nodes = renderTokens(parser.parse(text, {}), directory, 0);
  return nodes.length === 1 ? nodes[0] : nodes;
}

/** Only emoji, and few of them: shown larger. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  return (
    trimmed.length <= 24 &&
    /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s)+$/u.test(trimmed) &&
    /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(trimmed)
  );
}

interface Opened {
  readonly token: Token | undefined;
  readonly key: number;
  readonly children: ReactNode[];
}

/** One pass with a stack of what is open: the cost grows with the text, whatever it nests. */
function renderTokens(tokens: readonly Token[], directory: Directory, depth: number): ReactNode[] {
  const root: Opened = { token: undefined, key: 0, children: [] };
  const open: Opened[] = [root];
  for (const [key, token] of tokens.entries()) {
    const here = open.at(-1) ?? root;
    if (token.nesting === 1) {
      const isTooDeep = depth + open.length > deepest;
      open.push({ token, key, children: isTooDeep ? here.children : [] });
    } else if (token.nesting === -1) {
      const done = open.length > 1 ? open.pop() : undefined;
      const around = open.at(-1) ?? root;
      if (done?.token && done.children !== around.children) {
        around.children.push(element(done.token, done.children, done.key));
      }
    } else if (token.type === 'inline') {
      here.children.push(...renderTokens(token.children ?? [], directory, depth + open.length - 1));
    } else {
      leaf(here.children, token, { key, directory });
    }
  }
  return root.children;
}

function element(token: Token, children: ReactNode[], key: number): ReactNode {
  switch (token.type) {
    case 'paragraph_open':
      return <p key={key}>{children}</p>;
    case 'strong_open':
      return <strong key={key}>{children}</strong>;
    case 'em_open':
      return <em key={key}>{children}</em>;
    case 's_open':
      return <s key={key}>{children}</s>;
    case 'blockquote_open':
      return <blockquote key={key}>{children}</blockquote>;
    case 'bullet_list_open':
      return <ul key={key}>{children}</ul>;
    case 'ordered_list_open':
      return (
        <ol key={key} start={Number(token.attrGet('start') ?? 1)}>
          {children}
        </ol>
      );
    case 'list_item_open':
      return <li key={key}>{children}</li>;
    case 'link_open':
      return link(String(token.attrGet('href') ?? ''), children, key);
    default:
      return <span key={key}>{children}</span>;
  }
}

/** Only web addresses become links; everything else stays text. */
function link(href: string, children: ReactNode[], key: number): ReactNode {
  const isWeb = /^https?:\/\//i.test(href);
  if (!isWeb) return <span key={key}>{children}</span>;
  return (
    <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function leaf(into: ReactNode[], token: Token, about: { key: number; directory: Directory }): void {
  const { key, directory } = about;
  switch (token.type) {
    case 'text':
      withCalls(into, token.content, about);
      return;
    case 'code_inline':
      into.push(<code key={key}>{token.content}</code>);
      return;
    case 'fence':
    case 'code_block':
      into.push(
        <CodeBlock
          key={key}
          code={token.content.replace(/\n$/, '')}
          language={token.info.trim().split(/\s/)[0]?.slice(0, 20) ?? ''}
        />,
      );
      return;
    case 'softbreak':
    case 'hardbreak':
      into.push(<br key={key} />);
      return;
    default:
      withCalls(into, token.content, { key, directory });
  }
}

/** `@Name` of people in the room as pills, `#name` of rooms as links. */
function withCalls(into: ReactNode[], text: string, about: { key: number; directory: Directory }): void {
  let from = 0;
  for (const call of about.directory.callsIn(text)) {
    if (call.from > from) into.push(text.slice(from, call.from));
    into.push(pill(call.called, text.slice(call.from, call.to), `${about.key} ${call.from}`));
    from = call.to;
  }
  if (from < text.length) into.push(text.slice(from));
}

function pill(called: Called, text: string, key: string): ReactNode {
  if (called.kind === 'room') {
    return (
      <a key={key} className="chan" href={called.href}>
        {text}
      </a>
    );
  }
  return (
    <span key={key} className={called.isMe ? 'at' : 'at other'} dir="auto">
      {text}
    </span>
  );
}
