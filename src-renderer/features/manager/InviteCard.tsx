import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { HostAddress, HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import { copyText } from '../../state/copy-text.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ModalDialog } from '../../ui/ModalDialog.tsx';
import { showToast } from '../../ui/toasts.ts';
import { QrCode } from './QrCode.tsx';

/** Copies and says so; where the browser refuses, says how to do it by hand. */
export async function copyAddress(url: string): Promise<void> {
  showToast(
    (await copyText(url))
      ? `${url} is copied.`
      : 'The browser did not allow copying. Select the text instead.',
  );
}

/** The way in for others: a code to point a camera at, and every address, the likeliest first. */
export function InviteCard(props: { status: HostStatus }) {
  const { addresses } = props.status;
  const [isLarge, setIsLarge] = useState(false);
  const [best] = addresses;
  return (
    <section className="card wide-7 invite" aria-labelledby="invite-title">
      {best && (
        <div className="qr-side">
          <button
            type="button"
            className="qr-button"
            aria-label="Show the code large"
            onClick={() => setIsLarge(true)}
          >
            <QrCode text={best.url} />
          </button>
          <p>Point a camera here</p>
        </div>
      )}
      <div className="addresses">
        <h2 id="invite-title">Bring people in</h2>
        <p className="sub">{subFor(best)}</p>
        <ul>
          {addresses.map((address, index) => (
            <AddressRow
              key={address.url}
              address={address}
              isBest={index === 0 && address.kind !== 'loopback'}
            />
          ))}
        </ul>
      </div>
      {isLarge && best && (
        <ModalDialog title={best.url} wide onClose={() => setIsLarge(false)}>
          <div className="qr-large">
            <QrCode text={best.url} />
          </div>
        </ModalDialog>
      )}
    </section>
  );
}

function AddressRow(props: { address: HostAddress; isBest: boolean }) {
  const { url } = props.address;
  return (
    <li>
      <code>{url.replace(/^https?:\/\/(.*?)\/?$/, '$1')}</code>
      {props.isBest ? <span className="tag warm">Best</span> : <span />}
      <IconButton icon={Copy} label={`Copy ${url}`} size={16} onPress={() => void copyAddress(url)} />
      <span className="about">{aboutAddress(props.address)}</span>
    </li>
  );
}

function aboutAddress({ kind, label }: HostAddress): string {
  switch (kind) {
    case 'lan':
      return `Network card ${label}. Works on every phone.`;
    case 'name':
      return 'By name. Some phones cannot find names.';
    case 'loopback':
      return 'This computer only.';
  }
}

function subFor(best: HostAddress | undefined): string {
  if (best === undefined || best.kind === 'loopback') {
    return 'Only this computer can join: it is on no network, or Hearth was told to listen here alone.';
  }
  return 'On the same cable or wireless. Nothing to install.';
}
