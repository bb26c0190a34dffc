// Checks that every npm package that the web client ships has a permissive licence. Shipped is what the lock file does not mark
// as needed for development only.
//
//   node npm-licences.mjs FOLDER        the folder of package-lock.json
//   node npm-licences.mjs --self-test   shows that the check can fail
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PERMISSIVE = new Set(['Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD']);

/** An SPDX expression is fine if one side of each OR, and both sides of each AND, are. */
function isPermissive(expression) {
  const text = expression.replace(/^\((.*)\)$/, '$1');
  if (text.includes(' AND ')) return text.split(' AND ').every(isPermissive);
  if (text.includes(' OR ')) return text.split(' OR ').some(isPermissive);
  return PERMISSIVE.has(text);
}

/** Packages of a lock file that are shipped and not permissive, as lines. */
function refused(lock, licenceOf) {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.link)
    .map(([path, entry]) => [path.replace(/^.*node_modules\//, ''), entry.license ?? licenceOf(path) ?? 'no licence named'])
    .filter(([, licence]) => !isPermissive(licence))
    .map(([name, licence]) => `${name}: ${licence}`);
}

function selfTest() {
  const entries = {
    '': {},
    'node_modules/good': { license: 'MIT' },
    'node_modules/choice': { license: '(MIT OR GPL-3.0)' },
    'node_modules/tool': { license: 'GPL-3.0', dev: true },
    'node_modules/bad': { license: 'LGPL-3.0' },
    'node_modules/both': { license: 'MIT AND EPL-2.0' },
    'node_modules/silent': {},
  };
  const found = refused({ packages: entries }, () => undefined).join(', ');
  const expected = 'bad: LGPL-3.0, both: MIT AND EPL-2.0, silent: no licence named';
  if (found !== expected) {
    console.error(`expected "${expected}", found "${found}"`);
    process.exit(1);
  }
}

function check(folder) {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const licenceOf = (path) => {
    try {
      return JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8')).license;
    } catch {
      return undefined;
    }
  };
  const lines = refused(lock, licenceOf);
  lines.forEach((line) => console.error(line));
  process.exit(lines.length === 0 ? 0 : 1);
}

if (process.argv[2] === '--self-test') {
  selfTest();
} else {
  check(process.argv[2]);
}
