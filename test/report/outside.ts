/** What GitHub reads as markup in markdown: everything but code. The rules are CommonMark's for fences and code spans. */

export interface Outside {
  /** The markdown without fenced blocks, code spans and `<code>` elements. */
  readonly text: string;
  /** The contents of the fenced blocks. */
  readonly fences: readonly string[];
  /** Whether each fence that opens also closes. */
  readonly balanced: boolean;
}

export function outsideCode(markdown: string): Outside {
  const text: string[] = [];
  const fences: string[] = [];
  let open: { ticks: string; lines: string[] } | null = null;
  for (const line of markdown.split('\n')) {
    if (open === null) {
      const ticks = /^ {0,3}(`{3,})[^`]*$/.exec(line)?.[1];
      if (ticks === undefined) text.push(line);
      else open = { ticks, lines: [] };
    } else if (new RegExp(`^ {0,3}\`{${open.ticks.length},} *$`).test(line)) {
      fences.push(open.lines.join('\n'));
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  // No paragraph of ours goes over a blank line, so no code span does.
  const blocks = text.join('\n').split(/\n(?:[ \t]*\n)+/);
  return { text: blocks.map(withoutSpans).join('\n\n'), fences, balanced: open === null };
}

function withoutSpans(block: string): string {
  const bare = block.replace(/<code>[^<]*<\/code>/g, '');
  let out = '';
  let rest = bare;
  for (;;) {
    const start = /`+/.exec(rest);
    if (start === null) return out + rest;
    const after = rest.slice(start.index + start[0].length);
    const end = [...after.matchAll(/`+/g)].find(([run]) => run.length === start[0].length);
    if (end === undefined) {
      out += rest.slice(0, start.index + start[0].length);
      rest = after;
    } else {
      out += rest.slice(0, start.index);
      rest = after.slice(end.index + end[0].length);
    }
  }
}

/** What in the text outside of code would be a mention, a reference, a link, an image or HTML that is not ours. */
export function activeMarkup(markdown: string, ours: readonly string[] = []): string[] {
  let { text } = outsideCode(markdown);
  for (const own of ours) text = text.replaceAll(own, '');
  text = text.replace(/<\/?(?:details|summary|sub)>/g, '').replace(/^> Note: /gm, '');
  const patterns = [
    /@/g,
    /#(?!#)\S*\d/g,
    /\bGH-\d/gi,
    /[<>]/g,
    /&(?:#\d+|#x[0-9a-f]+|\w+);/gi,
    /\[/g,
    /\]/g,
    /:\/\//g,
    /\bwww\./gi,
    /:[a-z0-9_+-]+:/gi,
    /\$/g,
    /~~/g,
    /[\p{Cf}\p{Cs}]/gu,
    /^ *\|/gm,
  ];
  return patterns.flatMap((pattern) => text.match(pattern) ?? []);
}
