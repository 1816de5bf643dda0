// Makes the types of the socket's messages (ui/room/wire.ts) from the schema
// that the Go types make. What arrives is read and never written.
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';

const schema = JSON.parse(await readFile(new URL('../../signaling/wire/schema.json', import.meta.url), 'utf8'));
const types = await compile({ ...schema, type: 'object', additionalProperties: false }, 'Wire', {
  additionalProperties: false,
  bannerComment: '// Made from signaling/wire/schema.json by make generate.',
  style: { singleQuote: true, printWidth: 150 },
  unreachableDefinitions: true,
});
const lean = types
  .replace(/ \*\n \* This interface was referenced by `Wire`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, '')
  .replace(/\/\*\*\n \* This interface was referenced by `Wire`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, '')
  .replace(/\/\*\*\n \* The messages of a room's WebSocket\.\n \*\/\nexport interface Wire \{\}\n/, '')
  .replace(/^ {2}(\w+\??: )(\w+\[\])?/gm, (_, name, list) => `  readonly ${name}${list ? `readonly ${list}` : ''}`)
  .replace('changes: {}', 'changes: { readonly [field: string]: unknown }');
await writeFile(new URL('room/wire.ts', import.meta.url), lean);
