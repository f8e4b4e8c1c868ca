import type { ItemKind, MeetingKind } from '../../protocol';

export const meetingKinds: readonly MeetingKind[] = ['network', 'partnership', 'executive', 'team', 'other'];

/** What may be put on an agenda; the districts' report comes by itself. */
export const itemKinds: readonly ItemKind[] = [
  'decision',
  'problem',
  'learning',
  'review',
  'tension',
  'consolidation',
  'support',
  'voice_check',
];
