import '@fontsource-variable/hanken-grotesk/wght.css';
import '@fontsource-variable/onest/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/components.css';
import './styles/app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createBrowserClient } from './state/browser-client.ts';
import { ClientProvider } from './state/client-context.tsx';
import { applySettings } from './state/settings.ts';

applySettings();
const place = document.getElementById('app');
const isTooOld = document.documentElement.hasAttribute('data-too-old');
if (place && !isTooOld) {
  createRoot(place).render(
    <ClientProvider client={createBrowserClient()}>
      <App />
    </ClientProvider>,
  );
}
