/** Splits type texts as ClickHouse reports them. */

export interface TypeParts {
  readonly name: string;
  /** The arguments at the first level, trimmed. */
  readonly args: readonly string[];
}

/** `Map(String, Array(UInt8))` to its name and its arguments, without looking into quotes. */
export function splitType(type: string): TypeParts {
  const open = type.indexOf('(');
  if (open < 0 || !type.endsWith(')')) return { name: type.trim(), args: [] };
  return { name: type.slice(0, open).trim(), args: splitArguments(type.slice(open + 1, -1)) };
}

/** Splits at the commas that stand in no brackets and no quotes. */
export function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '`' || character === '"') quote = character;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' && parts.length === 0 ? [] : [...parts, last];
}
