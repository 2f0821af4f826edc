import type { ReactNode } from 'react';

/** The arch, a title, a sentence, and what can be done about it. */
export function EmptyState(props: {
  title: string;
  text: string;
  /** It is all that the page holds, so its title is the page’s. */
  isPage?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <svg
        viewBox="0 0 64 64"
        width="72"
        height="72"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        aria-hidden="true"
      >
        <path d="M8 60V30a24 24 0 0 1 48 0v20a10 10 0 0 1-10 10Z" strokeLinejoin="round" />
        <path
          d="M33 20c1 8 10 12 10 21a11 11 0 0 1-22 0c0-5 2.500-7.500 5-10.500.6 3 1.700 5 3.800 6-1.300-6-.6-12 3.200-16.500Z"
          strokeLinejoin="round"
        />
      </svg>
      {props.isPage ? <h1>{props.title}</h1> : <h2>{props.title}</h2>}
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
