import type { ComponentChildren } from 'preact';
import { me } from '../api/me';
import { Mark } from './icons';
import { Members } from './Members';
import { place } from './router';
import { ThemeSwitch } from './ThemeSwitch';
import { Toasts } from './Toasts';
import './Shell.css';

/** What stands around every page: skip link, navigation, who is signed in, the page, messages. */
export function Shell({ user, children }: { user: ComponentChildren; children: ComponentChildren }) {
  const known = me.value.state === 'known';
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href="/" aria-label="Practice, home">
          <Mark />
          <span class="brand-name">Practice</span>
        </a>
        <nav class="nav" aria-label="Main">
          {known && (
            <ul>
              <Members>
                <NavItem href="/new">Practise</NavItem>
              </Members>
              <NavItem href="/clips">Clips</NavItem>
            </ul>
          )}
        </nav>
        <ThemeSwitch />
        {user}
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Toasts />
    </div>
  );
}

function NavItem({ href, children }: { href: string; children: string }) {
  const { path } = place.value;
  const current = path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined;
  return (
    <li>
      <a href={href} aria-current={current}>
        {children}
      </a>
    </li>
  );
}

// By hand, so that the fragment stays free for the pages.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
