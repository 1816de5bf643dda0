import './Shortcuts.css';

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Space', 'K'], 'play or pause'],
  [['←', '→'], '5 seconds back or forward'],
  [['J', 'L'], '15 seconds back or forward'],
  [['Home', 'End'], 'to the beginning or the end'],
  [['<', '>'], 'slower or faster'],
  [['M'], 'mute'],
];

/** Lists the keys, and switches them off for those who speak to their computer (WCAG 2.1.4). */
export function Shortcuts({ on, onSwitch }: { on: boolean; onSwitch: (on: boolean) => void }) {
  return (
    <details class="aside shortcuts">
      <summary>Keyboard shortcuts</summary>
      <dl>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="aside-summary">
        <input type="checkbox" checked={on} onChange={(event) => onSwitch(event.currentTarget.checked)} /> Shortcuts are on in this browser
      </label>
    </details>
  );
}
