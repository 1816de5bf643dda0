import { describe, expect, it } from 'vitest';
import { Failure, failureFrom, failureOf, unreachable } from './failure';

describe('failureFrom', () => {
  it('takes the words of the problem document', () => {
    const got = failureFrom(new Response(null, { status: 409 }), { title: 'Conflict', detail: 'It is being recorded.' });
    expect([got.status, got.message]).toEqual([409, 'It is being recorded.']);
  });
  it('falls back to the title, and then to plain words', () => {
    expect(failureFrom(new Response(null, { status: 404 }), { title: 'Not Found' }).message).toBe('Not Found.');
    expect(failureFrom(new Response(null, { status: 502 }), '<html>').message).toContain('502');
  });
  it('says when to ask again', () => {
    const response = new Response(null, { status: 503, headers: { 'Retry-After': '2' } });
    expect(failureFrom(response, {}).retryAfterMs).toBe(2000);
    expect(failureFrom(new Response(null, { status: 503 }), {}).retryAfterMs).toBeUndefined();
  });
});

describe('failureOf', () => {
  it('explains a lost connection', () => {
    expect(failureOf(new TypeError('Failed to fetch')).message).toBe(unreachable);
  });
  it('leaves a failure as it is', () => {
    const failure = new Failure(404, 'Gone.');
    expect(failureOf(failure)).toBe(failure);
  });
});
