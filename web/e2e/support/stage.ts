import { test } from '@playwright/test';
import { arrive, signIn, type Person } from './people.ts';
import { Server } from './server.ts';
import { candidateText, speak } from './voice.ts';

/** A server, and Ada, who speaks, in her own browser. The server may be started anew. */
export interface Stage {
  server: Server;
  ada: Person;
  /** What Ada's microphone hears, over and over. */
  readonly voice: string;
}

/** Sets the stage for the tests of a file, and clears it. */
export function setStage(start: () => Promise<Server> = () => Server.start()): Stage {
  const stage = { voice: speak('candidate', `${candidateText} `.repeat(6)) } as Stage;
  test.beforeAll(async () => {
    stage.server = await start();
    stage.ada = await arrive(stage.voice);
    await signIn(stage.ada, stage.server, 'Ada');
  });
  test.afterAll(async () => {
    await stage.ada.browser.close();
    await stage.server.dispose();
  });
  return stage;
}
