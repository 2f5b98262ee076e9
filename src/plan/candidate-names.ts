/** Whether two names look like versions of one: a shared word, or few edits for their length. */
export function similarNames(a: string, b: string): boolean {
  const second = new Set(wordsOf(b));
  if (wordsOf(a).some((word) => second.has(word))) return true;
  const most = Math.floor(Math.max(a.length, b.length) / 3);
  return Math.abs(a.length - b.length) <= most && editDistance(a.toLowerCase(), b.toLowerCase()) <= most;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
}

/** Whether a second name follows from its old one as a first name did from its own: `events` as `events_local` became `visits_local`. */
export function followsName(
  leader: { readonly from: string; readonly to: string },
  follower: { readonly from: string; readonly to: string },
): boolean {
  if (leader.from === leader.to) return follower.from === follower.to;
  let start = 0;
  while (start < Math.min(leader.from.length, leader.to.length) && leader.from[start] === leader.to[start]) start += 1;
  let end = 0;
  const most = Math.min(leader.from.length, leader.to.length) - start;
  while (end < most && leader.from.at(-1 - end) === leader.to.at(-1 - end)) end += 1;
  const old = leader.from.slice(start, leader.from.length - end);
  const fresh = leader.to.slice(start, leader.to.length - end);
  const at = old === '' ? -1 : follower.from.indexOf(old);
  return at >= 0 && `${follower.from.slice(0, at)}${fresh}${follower.from.slice(at + old.length)}` === follower.to;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
