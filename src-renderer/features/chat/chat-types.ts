/** The dialog that is open over the chat. */
export type OpenDialog = 'switcher' | 'people' | 'create' | 'browse' | 'settings' | 'shortcuts' | undefined;

/** Which pane a phone shows. */
export type Pane = 'rooms' | 'conversation' | 'people';
