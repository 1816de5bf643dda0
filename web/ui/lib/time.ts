/** A position or duration on a clock: `0:07`, `12:30`, `1:02:03`. Fractions are cut off, as on any clock. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  if (hours === 0) return `${minutes}:${seconds}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** A duration to be read: `40 s`, `3 min`, `3 min 30 s`, `1 h 5 min`. */
export function spell(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = total % 60;
  const parts: string[] = [];
  if (hours > 0) parts.push(`${hours} h`);
  if (minutes > 0) parts.push(`${minutes} min`);
  if (seconds > 0 && hours === 0) parts.push(`${seconds} s`);
  return parts.length > 0 ? parts.join(' ') : '0 s';
}

/** A duration as a screen reader should say it: `3 minutes 30 seconds`. */
export function speakTime(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    plural(Math.floor(total / 3600), 'hour'),
    plural(Math.floor(total / 60) % 60, 'minute'),
    plural(total % 60, 'second'),
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(' ') : '0 seconds';
}

function plural(count: number, unit: string): string {
  if (count === 0) return '';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The time of day where the person is: `21:05`. */
export function timeOfDay(instant: Date): string {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format(instant);
}

/** When something was, as one would say it: `Today, 21:05`, `Yesterday, 9:12`, `3 November, 18:00`. */
export function day(instant: string, now: Date = new Date()): string {
  const then = new Date(instant);
  const time = timeOfDay(then);
  const days = daysBetween(then, now);
  if (days === 0) return `Today, ${time}`;
  if (days === 1) return `Yesterday, ${time}`;
  const sameYear = then.getFullYear() === now.getFullYear();
  const date = new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(then);
  return `${date}, ${time}`;
}

/** The day of an instant, where the person is: `24 February 2027`. */
export function dateOf(instant: string): string {
  return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(instant));
}

function daysBetween(then: Date, now: Date): number {
  const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}

/** The part of the day, for a greeting. */
export function greeting(hour: number): string {
  if (hour >= 5 && hour < 12) return 'Good morning';
  if (hour >= 12 && hour < 18) return 'Good afternoon';
  return 'Good evening';
}
