/** What probes of several areas begin with. */

/** A table that every version takes. */
export const table = 'CREATE TABLE t (k UInt64, d Date, s String) ENGINE = MergeTree ORDER BY k';
