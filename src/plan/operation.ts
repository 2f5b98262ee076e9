/** The steps of a plan, still without a target: what happens to which object. `render` makes statements of them. */

import type {
  Column,
  Constraint,
  DistributedTable,
  Expression,
  MaterializedView,
  ObjectName,
  Projection,
  SchemaObject,
  Setting,
  SkipIndex,
  View,
} from '../schema/model.ts';
import type { Risk } from './risk.ts';

/** Where a column goes: behind another one, first, or to the end (null). */
export type Position = { readonly after: string } | 'first' | null;

/** One part of an ALTER TABLE. */
export type AlterAction =
  | { readonly do: 'add-column'; readonly column: Column; readonly position: Position }
  | { readonly do: 'drop-column'; readonly column: Column; readonly position: Position }
  | {
      readonly do: 'modify-column';
      readonly from: Column;
      readonly to: Column;
      readonly position: Position;
      /** Where it stood before it moves; null where it stays. */
      readonly before: Position;
    }
  | { readonly do: 'rename-column'; readonly from: string; readonly to: string }
  | { readonly do: 'add-index' | 'drop-index'; readonly index: SkipIndex }
  | { readonly do: 'add-projection' | 'drop-projection'; readonly projection: Projection }
  | { readonly do: 'add-constraint' | 'drop-constraint'; readonly constraint: Constraint }
  | { readonly do: 'modify-ttl'; readonly from: readonly Expression[]; readonly to: readonly Expression[] }
  | { readonly do: 'modify-settings'; readonly from: readonly Setting[]; readonly to: readonly Setting[] }
  | { readonly do: 'modify-comment'; readonly from: string | null; readonly to: string | null }
  | { readonly do: 'modify-query'; readonly from: Expression; readonly to: Expression };

/** A table that is put aside. */
export interface Aside {
  /** What stands for it afterwards, under its name or another; null where nothing does. */
  readonly successor: SchemaObject | null;
}

interface OperationBase {
  /** Why it is there, one line. */
  readonly reason: string;
  readonly risk: Risk;
  readonly cost: string | null;
  readonly guards: readonly string[];
  /** Queries that fail from here on; each ends with the number of the statement that ends it. */
  readonly fails: readonly string[];
}

export type Operation = OperationBase &
  (
    | {
        readonly kind: 'create';
        readonly object: SchemaObject;
        /** Where `object` is made under a name of the plan's own: the table of head that it is to become. */
        readonly stagedFor: DistributedTable | null;
      }
    | { readonly kind: 'drop'; readonly object: SchemaObject }
    /** CREATE OR REPLACE: views, materialized views with a target, dictionaries, functions. `from` has the name of `object`. */
    | { readonly kind: 'replace'; readonly from: SchemaObject; readonly object: SchemaObject }
    /** The same view once more, so that its columns are derived anew; `columns` are their names where they are known. */
    | {
        readonly kind: 'refresh';
        readonly object: View | MaterializedView;
        readonly columns: readonly string[] | null;
      }
    /** `object` still has its old name. */
    | {
        readonly kind: 'rename';
        readonly object: SchemaObject;
        readonly to: ObjectName;
        /** Where `to` is a name of the plan's own, under which the table empties itself and is dropped. */
        readonly aside: Aside | null;
        /** Whether something names it for which ClickHouse would refuse the RENAME unless told not to look (26.7: 630). */
        readonly needed: boolean;
      }
    /** Changes places with a table that the plan has made: `object` gets the name `with`, `successor` that of `object`. */
    | {
        readonly kind: 'exchange';
        readonly object: SchemaObject;
        readonly successor: DistributedTable;
        readonly with: ObjectName;
      }
    /** Sends on what is queued in a Distributed table, or writes what a Buffer holds to its table. */
    | { readonly kind: 'flush'; readonly object: SchemaObject }
    | {
        readonly kind: 'alter';
        /** The object as head has it, under its name at this point. */
        readonly object: SchemaObject;
        readonly actions: readonly AlterAction[];
        /** Of `guards`, those that hold single actions back: a statement without the action doesn't wait for them. */
        readonly guardsOf: ReadonlyMap<AlterAction, readonly string[]>;
      }
  );
