import type { AliasOffer } from '../alias-offer.ts';
import type { ReportContext } from '../context.ts';
import { count, fence } from '../text.ts';
import type { Format } from './format.ts';

/** Edits of schema files that spare readers of renamed columns, folded. */
export function offers({ offers: all }: ReportContext, format: Format): string[] {
  if (all.length === 0 || format.detail.sql === 'none') return [];
  const names = [...new Set(all.map(({ guard }) => guard))].length;
  const blocks = byPlace(all).flatMap(({ first, columns }) => {
    const behind = columns.length === 1 ? ` behind ${format.code(first.to)}` : '';
    return [
      `In ${format.code(first.object)}, ${format.code(`${first.file}:${first.line}`)},${behind} add:`,
      fence(columns.map(({ text }) => text).join('\n'), first.language),
    ];
  });
  return format.fold(`Keep the old ${names === 1 ? 'name' : 'names'} readable: ${count(all.length, 'line')} to add`, [
    'With an `ALIAS` queries that read the old name go on; INSERTs that name it fail, and `SELECT *` shows the new name only. ' +
      'It is the same rename, under the same id.',
    ...blocks,
  ]);
}

/** The columns of one table together: their lines are written into one list. */
function byPlace(all: readonly AliasOffer[]): { readonly first: AliasOffer; readonly columns: AliasOffer[] }[] {
  const places: { readonly first: AliasOffer; readonly columns: AliasOffer[] }[] = [];
  for (const offer of all) {
    const place = places.find(({ first }) => first.object === offer.object && first.file === offer.file);
    if (place === undefined) places.push({ first: offer, columns: [offer] });
    else place.columns.push(offer);
  }
  return places;
}
