import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../../ui/IconButton.tsx';
import type { CodePiece } from './code-colours.ts';
import { copyText } from '../../state/copy-text.ts';

/** Code as it was typed, in a well that scrolls sideways itself. Colours come when their part of the client is loaded. */
export function CodeBlock(props: { code: string; language: string }) {
  const { code, language } = props;
  const [pieces, setPieces] = useState<readonly CodePiece[]>();
  useEffect(() => {
    if (language === '') return;
    let isCurrent = true;
    void import('./code-colours.ts').then(
      ({ colourCode }) => {
        if (isCurrent) setPieces(colourCode(code, language));
      },
      // The host went away before the part was loaded: the code is readable without colours.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [code, language]);
  return (
    <div className="codebox">
      <div className="bar">
        <span className="cut">{language === '' ? 'code' : language}</span>
        <IconButton icon={Copy} size={14} label="Copy code" onPress={() => void copyText(code)} />
      </div>
      <pre tabIndex={0} aria-label="Code">
        {pieces === undefined
          ? code
          : pieces.map((piece, index) =>
              piece.kind === undefined ? (
                piece.text
              ) : (
                // oxlint-disable-next-line react/no-array-index-key -- pieces of one text, replaced as a whole
                <span key={index} className={`tok-${piece.kind}`}>
                  {piece.text}
                </span>
              ),
            )}
      </pre>
    </div>
  );
}
