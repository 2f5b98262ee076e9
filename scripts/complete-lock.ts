/**
 * Adds to package-lock.json the platform packages that a dependency lists as optional and that were not to be
 * had when the lock was made. Without them `npm ci` refuses the lock on every machine, although it would install
 * none of them here. Run it after each `npm install` that changes the lock: `npm run lock`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockEntry> };
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'x64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x'];

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined) continue;
    const os = systems.filter((system) => name.includes(system));
    const cpu = processors.filter((processor) => name.split(/[-/]/).includes(processor));
    // An entry without a platform would be installed everywhere, so nothing is guessed for such a package.
    if (os.length !== 1 || cpu.length !== 1) throw new Error(`package-lock.json: ${name}@${version} is missing`);
    lock.packages[path] = { version, cpu, dev: true, optional: true, os };
    console.log(`added ${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
