import type { AccountId } from '../../../src-shared/base/ids.ts';
import { useReplica } from '../../state/client-context.tsx';
import { typingWords } from './words.ts';

/** Always there, so that it never moves the list. */
export function TypingLine(props: { accountIds: readonly AccountId[] }) {
  const profiles = useReplica((replica) => replica.profiles);
  const names = props.accountIds.map((accountId) => profiles.get(accountId)?.displayName ?? 'Somebody');
  return (
    <div className="typing">
      {names.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span dir="auto">{typingWords(names)}</span>
        </>
      )}
    </div>
  );
}
