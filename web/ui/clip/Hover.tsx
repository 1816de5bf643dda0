import { useRef, useState } from 'preact/hooks';
import { clock } from '../lib/time';
import { useScope } from '../lib/useScope';

/** Shows which moment the mouse is over. */
export function Hover({ durationMs }: { durationMs: number }) {
  const line = useRef<HTMLElement>(null);
  const [at, setAt] = useState<number>();
  useScope((scope) => {
    const wave = line.current?.parentElement;
    if (!wave) return;
    scope.listen<PointerEvent>(wave, 'pointermove', (event) => {
      const box = wave.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      setAt(event.pointerType === 'mouse' ? Math.min(1, Math.max(0, share)) : undefined);
    });
    scope.listen(wave, 'pointerleave', () => setAt(undefined));
  }, []);
  return (
    <i class="wave-hover clock" ref={line} hidden={at === undefined} style={{ left: `${(at ?? 0) * 100}%` }} aria-hidden="true">
      <span>{clock((at ?? 0) * durationMs)}</span>
    </i>
  );
}
