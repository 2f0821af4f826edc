import type { Message } from '../../../src-shared/protocol/chat/entities.ts';

/** The dialog that is open over the chat. */
export type OpenDialog = 'switcher' | 'create' | 'browse' | 'settings' | 'shortcuts' | undefined;

/** Which pane a phone shows. */
export type Pane = 'rooms' | 'conversation' | 'people';

/** What the composer is about beside new text. */
export type Composing =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };
