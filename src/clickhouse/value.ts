/**
 * Test values: for each ClickHouse type a list of texts as the format TSV reads them. The same in every run; boundary
 * values first, then values that tell columns apart.
 */
import { splitType } from './type-text.ts';

/** How many different rows there are to fill a table with. */
export const rowCount = 16;

/** A type that no value can be made for: its column is left to its default. */
export const noValues: readonly string[] = [];

/**
 * Values of a type, {@link rowCount} of them, already escaped for TSV; {@link noValues} where the type is not known.
 *
 * @param type As ClickHouse reports it.
 * @param salt Makes the values of two columns of one type differ.
 */
export function valuesOf(type: string, salt: string): readonly string[] {
  const values: string[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    const value = valueText(type, { row, salt, nested: false });
    if (value === null) return noValues;
    values.push(value);
  }
  return values;
}

interface Place {
  readonly row: number;
  readonly salt: string;
  /** Inside an array, map or tuple, where text is quoted. */
  readonly nested: boolean;
}

/** Text that an array or a map quotes. The values below have neither quotes nor backslashes where they are nested. */
function quoted(text: string, place: Place): string {
  return place.nested ? `'${text}'` : text;
}

function pick(list: readonly string[], place: Place): string {
  const index = place.row < list.length && !place.nested ? place.row : number(place) % list.length;
  return list[index] ?? '';
}

/** A small number that depends on the row and the column (FNV-1a). */
function number(place: Place, more = ''): number {
  let hash = 0x811c9dc5;
  for (const character of `${place.salt} ${place.row} ${more}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

/** The boundary values in the first rows, and small numbers after them. */
function integer(min: bigint, max: bigint, place: Place): string {
  const spread = max > 1000n ? 1000n : max;
  const other = (BigInt(number(place)) % spread) + 1n;
  return pick([`${min}`, `${max}`, '0', '1', ...Array<string>(rowCount - 4).fill(`${other}`)], place);
}

/** Four rows share a month: tables are often partitioned by it, and every part of an INSERT costs time. */
const date = (place: Place): string => {
  const month = number({ ...place, row: Math.floor(place.row / 4) }, 'month');
  return `${2040 + (month % 50)}-${two((month % 12) + 1)}-${two((number(place, 'day') % 28) + 1)}`;
};
const two = (value: number): string => String(value).padStart(2, '0');
const time = (place: Place): string =>
  `${two(number(place, 'hour') % 24)}:${two(number(place, 'minute') % 60)}:${two(number(place, 'second') % 60)}`;
const fraction = (digits: number, place: Place): string =>
  digits === 0 ? '' : `.${String(number(place, 'fraction')).padStart(9, '7').slice(0, digits)}`;

function scalar(name: string, args: readonly string[], place: Place): string | null {
  const sized = /^(U?)Int(8|16|32|64|128|256)$/.exec(name);
  if (sized !== null) {
    const bits = BigInt(sized[2] ?? '8');
    return sized[1] === 'U'
      ? integer(0n, (1n << bits) - 1n, place)
      : integer(-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n, place);
  }
  if (/^Interval[A-Z]/.test(name)) return String((number(place) % 100) + 1);
  switch (name) {
    case 'String':
      return text(place);
    case 'FixedString':
      // ASCII: its length is counted in bytes.
      return quoted((['', 'a', `f${number(place)}`][place.row % 3] ?? '').slice(0, Number(args[0] ?? '1')), place);
    case 'Bool':
      return number(place) % 2 === 0 ? 'true' : 'false';
    case 'Float32':
    case 'Float64':
      return pick(['0', '-1.5', 'inf', '0.25', `${(number(place) % 100_000) / 8}`], place);
    case 'BFloat16':
      return `${number(place) % 64}`;
    case 'Decimal':
      return decimal(Number(args[0] ?? '10'), Number(args[1] ?? '0'), place);
    case 'Date':
      return quoted(pick(['1970-01-01', '2149-06-06', date(place), date(place)], afterBoundaries(place)), place);
    case 'Date32':
      return quoted(pick(['1900-01-01', '2299-12-31', date(place), date(place)], afterBoundaries(place)), place);
    case 'DateTime':
      return quoted(`${date(place)} ${time(place)}`, place);
    case 'DateTime64':
      return quoted(`${date(place)} ${time(place)}${fraction(Number(args[0] ?? '3'), place)}`, place);
    case 'Time':
      return quoted(time(place), place);
    case 'Time64':
      return quoted(`${time(place)}${fraction(Number(args[0] ?? '3'), place)}`, place);
    case 'UUID': {
      const hex = ['a', 'b', 'c', 'd'].map((part) => number(place, part).toString(16).padStart(8, '0')).join('');
      const own = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      return quoted(place.row === 0 ? '00000000-0000-0000-0000-000000000000' : own, place);
    }
    case 'IPv4':
      return quoted(
        pick(['0.0.0.0', '255.255.255.255', `10.0.${place.row}.${number(place) % 256}`], afterBoundaries(place)),
        place,
      );
    case 'IPv6':
      return quoted(
        pick(['::', '::ffff:10.0.0.1', `2001:db8::${(number(place) % 65_536).toString(16)}`], afterBoundaries(place)),
        place,
      );
    case 'Enum8':
    case 'Enum16': {
      const names = args.map((arg) => /^'((?:[^'\\]|\\.|'')*)'/.exec(arg)?.[1]);
      const label = names[place.row % names.length];
      // A name with a quote or a backslash is escaped twice where it is nested: not worth it.
      return label === undefined || (place.nested && /['\\]/.test(label)) ? null : quoted(label, place);
    }
    case 'JSON':
      // Names that no typed path of the column has.
      if (place.nested) return null;
      return pick(['{}', '{"chx":1}', `{"chx":{"s":"x${place.row}"},"chx_list":[1,2]}`], place);
    case 'Dynamic':
      return place.nested ? null : pick(['1', 'text', '[1,2]', `${number(place) % 1000}`], place);
    case 'Point':
      return `(${place.row}.5,${number(place) % 90})`;
    case 'Ring':
    case 'LineString':
      return `[(0,0),(${place.row},1),(1,1)]`;
    case 'Polygon':
    case 'MultiLineString':
      return `[[(0,0),(${place.row},1),(1,1)]]`;
    case 'MultiPolygon':
      return `[[[(0,0),(${place.row},1),(1,1)]]]`;
    default:
      return null;
  }
}

/** Boundary values come in the first two rows, own values in all others. */
function afterBoundaries(place: Place): Place {
  return place.row < 2 ? place : { ...place, row: 2 + (place.row % 2) };
}

function text(place: Place): string {
  if (place.nested) return `'${['', 'a', 'Zürich', `x${number(place) % 1000}`][place.row % 4] ?? ''}'`;
  const special = ['', 'a', "it\\'s", 'tab\\tand\\nline', 'Zürich ☃', '42', '{"a":1}', '2050-01-02'];
  return special[place.row] ?? `text ${number(place) % 100_000}`;
}

function decimal(precision: number, scale: number, place: Place): string {
  const tail = (digits: string): string => (scale === 0 ? '' : `.${digits.padEnd(scale, '0').slice(0, scale)}`);
  const most = `${'9'.repeat(precision - scale) || '0'}${tail('9'.repeat(scale))}`;
  const whole = precision - scale < 1 ? '0' : String(number(place) % 10 ** Math.min(precision - scale, 5));
  return pick(['0', most, `-${most}`, `${whole}${tail('25')}`], place.row < 3 ? place : { ...place, row: 3 });
}

function valueText(type: string, place: Place): string | null {
  const { name, args } = splitType(type);
  const inner = (at: number, more: string): string | null =>
    valueText(args[at] ?? '', { row: place.row, salt: `${place.salt} ${more}`, nested: true });
  switch (name) {
    case 'Nullable':
      if (place.row % 5 === 3) return place.nested ? 'NULL' : '\\N';
      return valueText(args[0] ?? '', place);
    case 'LowCardinality':
      return valueText(args[0] ?? '', place);
    case 'SimpleAggregateFunction':
      return valueText(args[1] ?? '', place);
    case 'Array':
    case 'QBit': {
      // Columns of one Nested have arrays of one length: it depends on the row alone.
      const length = name === 'QBit' ? Number(args[1] ?? '1') : place.row % 3;
      const items = Array.from({ length }, (_, index) => inner(0, `item ${index}`));
      return items.includes(null) ? null : `[${items.join(',')}]`;
    }
    case 'Map': {
      const pairs = Array.from({ length: place.row % 3 }, (_, index): string | null => {
        // Keys of one map differ: each is made for a row of its own.
        const key = valueText(args[0] ?? '', { row: place.row + 1 + index, salt: `${place.salt} key`, nested: true });
        const value = inner(1, `value ${index}`);
        return key === null || value === null ? null : `${key}:${value}`;
      });
      return pairs.includes(null) ? null : `{${pairs.join(',')}}`;
    }
    case 'Tuple': {
      const items = args.map((arg, index) =>
        valueText(elementType(arg), { row: place.row, salt: `${place.salt} ${index}`, nested: true }),
      );
      return items.includes(null) ? null : `(${items.join(',')})`;
    }
    case 'Variant':
      return place.nested ? null : valueText(args[place.row % args.length] ?? '', place);
    case 'AggregateFunction': {
      // Read from the values that it aggregates (aggregate_function_input_format = 'value').
      const versioned = /^\d+$/.test(args[0] ?? '');
      const types = args.slice(versioned ? 2 : 1);
      if (place.nested) return null;
      if (types.length === 1) return valueText(types[0] ?? '', place);
      const items = types.map((arg, index) =>
        valueText(arg, { row: place.row, salt: `${place.salt} ${index}`, nested: true }),
      );
      return items.includes(null) ? null : `(${items.join(',')})`;
    }
    default:
      return scalar(name, args, place);
  }
}

/** `a UInt8` and `UInt8` are both elements of a Tuple. */
function elementType(element: string): string {
  return /^(?:[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\.)*`) (?=[A-Za-z])(.*)$/s.exec(element)?.[1] ?? element;
}
