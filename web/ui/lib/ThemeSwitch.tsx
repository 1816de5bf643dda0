import { Button } from './Button';
import { MoonIcon, ScreenIcon, SunIcon } from './icons';
import { themeAfter } from './theme';
import { chooseTheme, theme } from './themeChoice';

const pictures = { system: ScreenIcon, light: SunIcon, dark: MoonIcon };
const names = { system: 'as the system', light: 'light', dark: 'dark' };

/** Goes through the themes: the system's, light, dark. */
export function ThemeSwitch() {
  const now = theme.value;
  const next = themeAfter(now);
  const Picture = pictures[now];
  return (
    <Button
      kind="quiet"
      iconOnly
      aria-label={`Colours: ${names[now]}. Change to ${names[next]}`}
      onClick={() => chooseTheme(next)}
    >
      <Picture />
    </Button>
  );
}
