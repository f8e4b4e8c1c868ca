import type { DriverDiagram, Kind, ModerationCase } from '../../protocol';
import { newId } from '../../sync/ids';
import { issue } from '../../state/session.svelte';

/** A record, or what names one. */
type About = { kind: Kind; id: string };

const about = (record: About) => ({ about_kind: record.kind, about_id: record.id });

export const create_flag = (record: About, reason: string): boolean =>
  issue('create_flag', { id: newId(), ...about(record), reason });

export const archive_flag = (id: string): boolean => issue('archive_flag', { id });

export const dismiss_flag = (id: string, answer: string): boolean => issue('dismiss_flag', { id, answer });

export const hold_record = (record: About, reason: string): boolean =>
  issue('hold_record', { id: newId(), ...about(record), reason });

export const ask_for_edits = ({ id }: ModerationCase, edits_asked: string): boolean =>
  issue('ask_for_edits', { id, edits_asked });

export const release_record = ({ id }: ModerationCase, reason: string): boolean =>
  issue('release_record', { id, reason });

export const propose_removal = ({ id }: ModerationCase, reason: string): boolean =>
  issue('propose_removal', { id, reason });

export const confirm_removal = ({ id }: ModerationCase): boolean => issue('confirm_removal', { id });

export const appeal_moderation = ({ id }: ModerationCase, appeal: string): boolean =>
  issue('appeal_moderation', { id, appeal });

export const uphold_moderation = ({ id }: ModerationCase, reason: string): boolean =>
  issue('uphold_moderation', { id, reason });

export const review_driver_diagram = ({ id }: DriverDiagram, in_review: boolean, reason: string): boolean =>
  issue('review_driver_diagram', { id, in_review, ...(reason && { reason }) });
