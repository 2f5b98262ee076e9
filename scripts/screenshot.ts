/**
 * A picture of markdown as GitHub shows it, for the README: `node scripts/screenshot.ts --out FILE.png [--width 900]
 * [--scale 2] [--open] [FILE.md]`, the markdown from standard input where no file is named. Needs `chromium` on the PATH
 * (Debian: `apt-get install chromium fonts-noto-color-emoji`). `--open` opens the folded parts.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { marked } from 'marked';

const run = promisify(execFile);

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

/** GitHub's look, as far as a comment shows it. */
const style = `
  * { box-sizing: border-box }
  html { background: #fff }
  body { margin: 0; padding: 12px; color: #1f2328;
    font: 14px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', 'Liberation Sans', Helvetica, Arial, sans-serif, 'Noto Color Emoji' }
  main { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px; overflow: hidden; overflow-wrap: break-word }
  main > :first-child { margin-top: 0 } main > :last-child { margin-bottom: 0 }
  h3, h4 { margin: 24px 0 16px; font-weight: 600; line-height: 1.25 } h3 { font-size: 17.5px } h4 { font-size: 14px }
  p, ul, pre, details, blockquote { margin: 0 0 16px }
  ul { padding-left: 28px } li + li { margin-top: 4px } li > pre { margin: 4px 0 8px }
  blockquote { padding: 0 14px; color: #59636e; border-left: 4px solid #d1d9e0 }
  code { font-size: 85%; font-family: 'Liberation Mono', 'DejaVu Sans Mono', monospace; background: #818b981f; padding: .2em .4em;
    border-radius: 6px; white-space: break-spaces }
  pre { background: #f6f8fa; padding: 16px; border-radius: 6px; overflow: auto }
  pre code { background: none; padding: 0; white-space: pre; font-size: 85% }
  sub { font-size: 75%; line-height: 0; position: relative; bottom: -.25em } summary { cursor: pointer }
  a { color: #0969da } strong { font-weight: 600 }
`;

async function page(markdown: string, width: number, open: boolean): Promise<string> {
  const html = await marked.parse(markdown, { gfm: true, breaks: true });
  const body = open ? html.replaceAll('<details>', '<details open>') : html;
  // The height goes into the title, where the first pass reads it; nothing else on the page may run or load.
  return `<!doctype html><html><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-height'">
    <style>${style} body { width: ${width}px }</style></head><body><main>${body}</main>
    <script nonce="height">document.title = 'height ' + Math.ceil(document.body.getBoundingClientRect().height)</script></body></html>`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      width: { type: 'string', default: '900' },
      scale: { type: 'string', default: '2' },
      open: { type: 'boolean', default: false },
    },
  });
  const width = Number(values.width);
  const scale = Number(values.scale);
  if (values.out === undefined || !Number.isInteger(width) || width < 100 || !(scale > 0)) {
    throw new Error('usage: node scripts/screenshot.ts --out FILE.png [--width 900] [--scale 2] [--open] [FILE.md]');
  }
  const [file] = positionals;
  const markdown = file === undefined ? await text(process.stdin) : await readFile(file, 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'screenshot-'));
  try {
    const html = join(folder, 'comment.html');
    await writeFile(html, await page(markdown, width, values.open));
    const url = pathToFileURL(html).href;
    const common = [...flags, `--user-data-dir=${join(folder, 'profile')}`];
    const { stdout } = await run('chromium', [...common, `--window-size=${width},1000`, '--dump-dom', url], {
      maxBuffer: 1 << 26,
    });
    const height = /<title>height (\d+)<\/title>/.exec(stdout)?.[1];
    if (height === undefined) throw new Error('chromium did not lay out the page: run it by hand to see why');
    await run('chromium', [
      ...common,
      `--window-size=${width},${height}`,
      `--force-device-scale-factor=${scale}`,
      `--screenshot=${resolve(values.out)}`,
      url,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

await main();
