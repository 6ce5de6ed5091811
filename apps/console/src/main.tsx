/** Starts the page: gets a session from the code in the address or from this tab, and renders the page. */
import { render } from 'preact';
import { App } from './app/app.js';
import { startTheme } from './app/theme.js';
import { takeCode } from './broker/session.js';

startTheme();
const root = document.getElementById('app');
if (root !== null) render(<App code={takeCode()} />, root);
