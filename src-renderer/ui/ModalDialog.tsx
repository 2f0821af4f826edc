import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './IconButton.tsx';

/** A question over everything else: focus stays inside, Escape and a click beside it close. */
export function ModalDialog(props: {
  title: string;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className={props.wide ? 'dialog wide' : 'dialog'}>
        <Dialog className="dialog-body">
          {props.wide && (
            <span className="dialog-close">
              <IconButton icon={X} label="Close" onPress={props.onClose} />
            </span>
          )}
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks before something that cannot be taken back: the safe choice stands left and has the focus. */
export function ConfirmDialog(props: {
  title: string;
  text: string;
  verb: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const safe = useRef<HTMLButtonElement>(null);
  // After the dialog's own effects: over another dialog those would take the focus from an `autoFocus`.
  useEffect(() => safe.current?.focus(), []);
  return (
    <ModalDialog title={props.title} onClose={props.onClose}>
      <p>{props.text}</p>
      <div className="acts">
        <button type="button" className="btn" ref={safe} onClick={props.onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="btn danger"
          onClick={() => {
            props.onConfirm();
            props.onClose();
          }}
        >
          {props.verb}
        </button>
      </div>
    </ModalDialog>
  );
}
