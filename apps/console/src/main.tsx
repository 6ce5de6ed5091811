/** Starts the page. The code in the address, if there is one, is exchanged for a session by `App`. */
import { render } from 'preact';
import { App } from './app/app.js';
import { startTheme } from './app/theme.js';
import { consumeCode } from './broker/session.js';

startTheme();
const root = document.getElementById('app');
if (root !== null) render(<App code={consumeCode()} />, root);
