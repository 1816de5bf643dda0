import { describe, expect, it } from 'vitest';
import { mergePatch } from './mergePatch';

describe('a merge patch', () => {
  // RFC 7396 appendix A.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('of %s with %s is %s', (value, patch, want) => {
    expect(mergePatch(JSON.parse(value), JSON.parse(patch))).toEqual(JSON.parse(want));
  });

  it('leaves the value as it was, and shares what it does not name', () => {
    const value = { stages: [{ name: 'Think' }], clock: { at: 1, on: true } };
    const merged = mergePatch(value, { clock: { at: 2 } });
    expect(merged).toEqual({ stages: [{ name: 'Think' }], clock: { at: 2, on: true } });
    expect((merged as typeof value).stages).toBe(value.stages);
    expect(value.clock.at).toBe(1);
  });

  it('makes no name of the patch a prototype', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"admin":true}}')) as { admin?: boolean };
    expect(merged.admin).toBeUndefined();
  });
});
