/** The compatibility matrix: every row, in the order in which it is shown. */
import type { Feature } from './feature.ts';
import { columnFeatures } from './matrix/columns.ts';
import { databaseFeatures } from './matrix/databases.ts';
import { engineFeatures } from './matrix/engines.ts';
import { constraintFeatures, indexFeatures, projectionFeatures, statisticsFeatures } from './matrix/indexes.ts';
import { keyFeatures, mutationFeatures, settingFeatures, ttlFeatures } from './matrix/keys-and-ttl.ts';
import { onClusterFeatures } from './matrix/on-cluster.ts';
import { statementFeatures } from './matrix/statements.ts';
import { tableFeatures } from './matrix/tables.ts';
import { codecFeatures, typeFeatures } from './matrix/types.ts';
import { dictionaryFeatures, functionFeatures, viewFeatures } from './matrix/views.ts';

/** Grouped by area. */
export const matrix: readonly Feature[] = [
  ...onClusterFeatures,
  ...databaseFeatures,
  ...tableFeatures,
  ...columnFeatures,
  ...keyFeatures,
  ...ttlFeatures,
  ...settingFeatures,
  ...mutationFeatures,
  ...indexFeatures,
  ...projectionFeatures,
  ...constraintFeatures,
  ...statisticsFeatures,
  ...viewFeatures,
  ...dictionaryFeatures,
  ...functionFeatures,
  ...typeFeatures,
  ...codecFeatures,
  ...engineFeatures,
  ...statementFeatures,
];
