/**
 * Whether a name matches a pattern of `chx.yml` such as `analytics.tmp_*`: `*` stands for any run of characters, dots
 * included, `?` for one. Case counts, as it does for names. Takes at most pattern times name steps, whatever they hold.
 */
export function matchesName(pattern: string, name: string): boolean {
  let inPattern = 0;
  let inName = 0;
  let star = -1;
  let resume = 0;
  while (inName < name.length) {
    const sign = pattern[inPattern];
    if (sign === '*') {
      star = inPattern;
      resume = inName;
      inPattern += 1;
    } else if (sign === '?' || sign === name[inName]) {
      inPattern += 1;
      inName += 1;
    } else if (star >= 0) {
      // The last star takes one character more.
      resume += 1;
      inName = resume;
      inPattern = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
