import { expect, it } from 'vitest';
import { requestNames } from './requests';

it('names what was asked for, once each, and nothing that the page tells by itself', () => {
  expect(requestNames([])).toBe('');
  expect(requestNames([{ type: 'copy' }, { type: 'microphone' }])).toBe('');
  expect(requestNames([{ type: 'skip_stage' }, { type: 'copy' }, { type: 'skip_stage' }, { type: 'end' }])).toBe('the end of the stage and the end of the session');
});
