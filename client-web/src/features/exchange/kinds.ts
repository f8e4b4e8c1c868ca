import type { PostKind, RequestKind, Urgency } from '../../protocol';

/** In the order in which people look for them. */
export const postKinds: readonly PostKind[] = ['question', 'offer', 'tool', 'visit', 'story', 'thanks'];
export const requestKinds: readonly RequestKind[] = ['coaching', 'technical', 'peer', 'data', 'design'];
export const urgencies: readonly Urgency[] = ['whenever', 'this_month', 'this_week'];
