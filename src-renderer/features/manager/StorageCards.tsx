import { Copy } from 'lucide-react';
import type { HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { copyAddress } from './InviteCard.tsx';
import { bytesWords, fileTitle } from './panel-words.ts';

/** What takes the room, where it lies, and how to keep a copy. */
export function StorageCards(props: { status: HostStatus }) {
  const { status } = props;
  return (
    <>
      <Storage status={status} />
      <section className="card wide-7 backup" aria-labelledby="backup-title">
        <h2 id="backup-title">Data and backup</h2>
        <p className="sub">Everything lies in one folder. A copy of it is a backup.</p>
        <p className="folder">
          <code>{status.dataFolder}</code>
          <IconButton
            icon={Copy}
            label="Copy the folder’s path"
            size={16}
            onPress={() => void copyAddress(status.dataFolder)}
          />
        </p>
        <ol className="steps">
          <li>
            Quit Hearth: Ctrl+C in its terminal, or <b>Quit</b> in its tray menu. While it runs, the files are
            not whole.
          </li>
          <li>Copy the whole folder to another disk.</li>
          <li>
            Start Hearth again. Whether the copy is whole, <code>npx hearth verify --data COPY</code> tells.
          </li>
        </ol>
        <p className="sub">To go back, quit Hearth and put the copy in the folder’s place.</p>
      </section>
    </>
  );
}

function Storage({ status }: { status: HostStatus }) {
  const files = (status.storage ?? []).toSorted((a, b) => b.bytes - a.bytes);
  const words = files.map(({ name, bytes }) => `${fileTitle(name)} ${bytesWords(bytes)}`).join(', ');
  return (
    <section className="card wide-5" aria-labelledby="storage-title" id="storage" tabIndex={-1}>
      <h2 id="storage-title">Storage</h2>
      <p className="sub">
        {bytesWords(status.dataBytes)} used here, {bytesWords(status.freeBytes)} left on the disk
      </p>
      <div className="storage-bar" role="img" aria-label={words}>
        {files.map(({ name, bytes }) => (
          <span key={name} style={{ flexGrow: bytes }} />
        ))}
      </div>
      <ul className="legend">
        {files.map(({ name, bytes }) => (
          <li key={name}>
            <i aria-hidden="true" />
            <span>{fileTitle(name)}</span>
            <b>{bytesWords(bytes)}</b>
          </li>
        ))}
        <li>
          <span>Messages</span>
          <b>{status.messages.toLocaleString()}</b>
        </li>
        <li>
          <span>Rooms</span>
          <b>{status.rooms.toLocaleString()}</b>
        </li>
        <li>
          <span>People known here</span>
          <b>{status.people.toLocaleString()}</b>
        </li>
      </ul>
    </section>
  );
}
