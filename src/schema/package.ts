import manifest from '../../package.json' with { type: 'json' };

/** The version of this package. */
export const chxVersion: string = manifest.version;

/** The npm name of this package: it stands in package.json alone. */
export const packageName: string = manifest.name;
