import { describe, expect, it } from 'vitest';
import { actionFor, type Action, type Focus } from './keys';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

describe('actionFor', () => {
  it.each<[string, Focus, Action | undefined]>([
    [' ', 'page', { do: 'toggle' }],
    ['k', 'page', { do: 'toggle' }],
    ['K', 'control', { do: 'toggle' }],
    ['j', 'page', { do: 'seek', byMs: -15_000 }],
    ['l', 'position', { do: 'seek', byMs: 15_000 }],
    ['ArrowLeft', 'page', { do: 'seek', byMs: -5_000 }],
    ['ArrowRight', 'position', { do: 'seek', byMs: 5_000 }],
    ['ArrowUp', 'position', { do: 'seek', byMs: 5_000 }],
    ['ArrowUp', 'page', undefined],
    ['Home', 'page', { do: 'start' }],
    ['>', 'page', { do: 'faster' }],
    ['m', 'page', { do: 'mute' }],
    ['x', 'page', undefined],
  ])('%s on %s', (key, on, want) => expect(actionFor({ key, on, ...plain }, true)).toEqual(want));

  it.each([' ', 'k', 'j', 'l', 'm', '<', 'ArrowLeft', 'Home'])('%s never fires in a text field', (key) => {
    expect(actionFor({ key, on: 'text', ...plain }, true)).toBeUndefined();
  });

  it('leaves a button its space bar, and a slider or a group of radio buttons its arrows', () => {
    expect(actionFor({ key: ' ', on: 'button', ...plain }, true)).toBeUndefined();
    expect(actionFor({ key: 'ArrowLeft', on: 'button', ...plain }, true)).toEqual({ do: 'seek', byMs: -5_000 });
    expect(actionFor({ key: ' ', on: 'control', ...plain }, true)).toBeUndefined();
    expect(actionFor({ key: 'ArrowLeft', on: 'control', ...plain }, true)).toBeUndefined();
  });

  it('leaves the browser its own: Ctrl+L is not ours', () => {
    expect(actionFor({ key: 'l', on: 'page', ...plain, ctrlKey: true }, true)).toBeUndefined();
  });

  it('can be switched off, and the slider still moves', () => {
    expect(actionFor({ key: 'k', on: 'page', ...plain }, false)).toBeUndefined();
    expect(actionFor({ key: ' ', on: 'page', ...plain }, false)).toBeUndefined();
    expect(actionFor({ key: 'ArrowLeft', on: 'page', ...plain }, false)).toBeUndefined();
    expect(actionFor({ key: 'ArrowLeft', on: 'position', ...plain }, false)).toEqual({ do: 'seek', byMs: -5_000 });
  });
});
