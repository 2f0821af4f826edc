/** `node --import` this, and `electron` is the double: the real bundled main and preload run untouched. */
import { registerHooks } from 'node:module';

const double = new URL('./electron-double.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});
