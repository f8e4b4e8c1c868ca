// How long, how large, how many: for forms. Apart from the wire types, since the first screen has no form.
import { LIMITS } from './limits.generated';
import type { FieldLimits, Kind } from './protocol';

export const limitsOf = (kind: Kind, field: string): FieldLimits =>
  (LIMITS[kind] as Record<string, FieldLimits>)[field] ?? {};
