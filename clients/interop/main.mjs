// One foreign stack as a process: `node main.mjs STACK SERVER --connections N --window N [--rough] [--stay]`.
// Prints one line of JSON: what came of it. With --stay it then keeps its connections until it is ended, or its standard input is.
import { parseArgs } from 'node:util';
import { STACKS } from './stacks.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connections: { type: 'string' },
    window: { type: 'string' },
    rough: { type: 'boolean', default: false },
    stay: { type: 'boolean', default: false },
  },
});
const [stack, server] = positionals;
const options = {
  server,
  connections: Number(values.connections),
  window: Number(values.window),
  isRough: values.rough,
};

// Whoever started this is gone, or has had enough.
process.stdin.on('end', () => process.exit(2));
process.stdin.resume();

const result = await STACKS[stack](values.stay ? 'connectAndStay' : 'visitAll', options);
process.stdout.write(`${JSON.stringify(result)}\n`, () => {
  if (!values.stay) process.exit(0);
});
