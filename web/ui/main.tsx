import './lib/tokens.css';
import './lib/base.css';
import { render } from 'preact';
import { loadMe, noticeSignOut } from './api/me';
import { App } from './App';
import { startRouter } from './lib/router';
import { Scope } from './lib/scope';

// It lives as long as the document.
startRouter(new Scope());
noticeSignOut();
void loadMe();
const page = document.getElementById('page');
if (page) render(<App />, page);
