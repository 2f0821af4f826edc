import MarkdownIt from 'markdown-it';
import type { ReactNode } from 'react';

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

/** Markup deeper than this is shown as it was typed. */
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

/** A person whose name may be called in a text. */
export interface Mentionable {
  readonly displayName: string;
  readonly isMe: boolean;
}

/** A message’s text as React nodes. There is no HTML on the way, so nothing in a text can become any. */
export function renderMarkdown(text: string, people: readonly Mentionable[]): ReactNode {
  const nodes = renderTokens(parser.parse(text, {}), people);
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

function renderTokens(tokens: readonly Token[], people: readonly Mentionable[]): ReactNode[] {
  const nodes: ReactNode[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) continue;
    if (token.nesting === 1) {
      const end = closingOf(tokens, index);
      const children = renderTokens(tokens.slice(index + 1, end), people);
      nodes.push(element(token, children, index));
      index = end;
    } else {
      nodes.push(leaf(token, index, people));
    }
  }
  return nodes;
}

function closingOf(tokens: readonly Token[], opening: number): number {
  let depth = 0;
  for (let index = opening; index < tokens.length; index += 1) {
    depth += tokens[index]?.nesting ?? 0;
    if (depth === 0) return index;
  }
  return tokens.length;
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

function leaf(token: Token, key: number, people: readonly Mentionable[]): ReactNode {
  switch (token.type) {
    case 'inline':
      return <span key={key}>{renderTokens(token.children ?? [], people)}</span>;
    case 'text':
      return <span key={key}>{withMentions(token.content, people)}</span>;
    case 'code_inline':
      return <code key={key}>{token.content}</code>;
    case 'fence':
    case 'code_block':
      return (
        <div key={key} className="codebox">
          <pre tabIndex={0}>{token.content.replace(/\n$/, '')}</pre>
        </div>
      );
    case 'softbreak':
    case 'hardbreak':
      return <br key={key} />;
    default:
      return <span key={key}>{token.content}</span>;
  }
}

/** `@Name` of people in the room as pills; the longest name that fits wins. */
function withMentions(text: string, people: readonly Mentionable[]): ReactNode {
  if (!text.includes('@')) return text;
  const nodes: ReactNode[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const person = personAt(text, at + 1, people);
    if (!person) continue;
    const end = at + 1 + person.displayName.length;
    nodes.push(text.slice(from, at));
    nodes.push(
      <span key={at} className={person.isMe ? 'at' : 'at other'} dir="auto">
        {text.slice(at, end)}
      </span>,
    );
    from = end;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function personAt(text: string, at: number, people: readonly Mentionable[]): Mentionable | undefined {
  let longest: Mentionable | undefined;
  for (const person of people) {
    const { displayName } = person;
    if (displayName.length <= (longest?.displayName.length ?? 0)) continue;
    if (text.slice(at, at + displayName.length).toLowerCase() !== displayName.toLowerCase()) continue;
    if (/[\p{L}\p{N}]/u.test(text.charAt(at + displayName.length))) continue;
    longest = person;
  }
  return longest;
}
