// The one door to the emitted wire types, so that the rest of the tree does not care how they are emitted.
import type { Records } from './protocol.generated';
import { detailKinds, fieldRules } from './protocol.generated';

export type * from './protocol.generated';

export type Kind = keyof Records;
export type AnyRecord = Records[Kind];

export interface FieldRule {
  type: string;
  required?: boolean;
  length_min?: number;
  length_max?: number;
  min?: number;
  max?: number;
  merge?: string;
  set_by?: string;
}

export const rulesOf = (kind: Kind): Record<string, FieldRule> => fieldRules[kind];

export const ruleOf = (kind: Kind, field: string): FieldRule | undefined => rulesOf(kind)[field];

const details: ReadonlySet<string> = new Set(detailKinds);

/** Details are in step only while their parent, always a cycle so far, is open (SYNC.md R5). */
export const isDetail = (kind: Kind): boolean => details.has(kind);
