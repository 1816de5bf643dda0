import { readFileSync } from 'node:fs';
import type { FromServer } from '../room/messages';

/** An example message of the server, as the protocol's tests on both sides read it. */
export function fixture(name: string): FromServer {
  return JSON.parse(readFileSync(`${import.meta.dirname}/../../../signaling/testdata/from-server/${name}.json`, 'utf8')) as FromServer;
}

/** The welcome among the examples. */
export function welcomeFixture(): Extract<FromServer, { type: 'welcome' }> {
  const welcome = fixture('welcome');
  if (welcome.type !== 'welcome') throw new Error(`the fixture is a ${welcome.type}`);
  return welcome;
}
