/** Whether a version has a feature. Pure; the facts are in `matrix`. */
import type { Feature } from './feature.ts';
import { matrix } from './matrix.ts';
import { compareVersions, readVersion, sameBranch, type Version } from './version.ts';

/** `experimental`: with a setting, or with the warning that it may change. `unknown`: no source says. */
export type Has = 'yes' | 'no' | 'experimental' | 'unknown';

/** The oldest version that the matrix speaks about without a number: what `before` means. */
export const oldest = '18.16';

const byId: ReadonlyMap<string, Feature> = new Map(matrix.map((feature) => [feature.id, feature]));

/** The row of this id; a wrong id is a mistake in the program. */
export function featureOf(id: string): Feature {
  const feature = byId.get(id);
  if (feature === undefined) throw new Error(`no row of the compatibility matrix has the id ${id}`);
  return feature;
}

/** Whether the matrix has a row of this id. */
export function isFeature(id: string): boolean {
  return byId.has(id);
}

/**
 * Whether a version has a feature.
 *
 * @param version A full version, or a branch, which stands for its first release: `25.8` is asked about 25.8.0.0.
 */
export function has(feature: Feature | string, version: Version | string): Has {
  const row = typeof feature === 'string' ? featureOf(feature) : feature;
  const asked = typeof version === 'string' ? read(version) : version;
  if (row.until !== undefined && compareVersions(asked, read(row.until)) >= 0) return 'no';
  if (row.had !== undefined && compareVersions(asked, read(row.had)) > 0) return 'unknown';
  const plain = hasPlainly(row, asked);
  if (plain === 'yes' || row.experimental === undefined) return plain;
  return compareVersions(asked, read(row.experimental.since)) >= 0 ? 'experimental' : plain;
}

function hasPlainly(row: Feature, asked: Version): Has {
  if (row.since === 'before') return compareVersions(asked, read(oldest)) >= 0 ? 'yes' : 'unknown';
  const firsts = (row.since ?? []).map(read);
  const last = firsts.at(-1);
  if (last !== undefined && compareVersions(asked, last) >= 0) return 'yes';
  if (firsts.some((first) => sameBranch(first, asked) && compareVersions(asked, first) >= 0)) return 'yes';
  if (row.lacked !== undefined && compareVersions(asked, read(row.lacked)) > 0) return 'unknown';
  return 'no';
}

function read(text: string): Version {
  const version = readVersion(text);
  if (version === null) throw new Error(`"${text}" is no version`);
  return version;
}
