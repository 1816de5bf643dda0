import './lib/tokens.css';
import './lib/base.css';
import { render } from 'preact';
import { loadMe, noticeSignOut } from './api/me';
import { App } from './App';
import { background } from './lib/background';
import { startRouter } from './lib/router';
import { Scope } from './lib/scope';
import { keepTelling } from './lib/stops';

// It lives as long as the document.
const scope = new Scope();
startRouter(scope);
noticeSignOut(scope.signal);
keepTelling(scope);
background(loadMe());
// A browser without a database keeps no copies, and has none to send.
import('./copy/leftovers').then(({ sendCopies }) => sendCopies(scope)).catch(() => undefined);
const page = document.getElementById('page');
if (page) render(<App />, page);
