import type { ProtocolState, ProtocolVersion } from '../protocol';
import type { View } from '../sync/replica';
import { t } from './language.svelte';
import { records } from './session.svelte';

/** A version that may be worked with: published, and not retired since. */
export const usableStates: readonly ProtocolState[] = ['testing', 'recommended', 'standard'];

// Which version stands for its protocol: the one that is furthest, and of those the newest.
const standing: readonly ProtocolState[] = ['standard', 'recommended', 'testing', 'draft', 'retired'];

/** The versions of a protocol, the newest first. */
export const versionsOf = (view: View, protocol: string): ProtocolVersion[] =>
  view
    .all('protocol_version')
    .filter((version) => version.protocol === protocol)
    .sort((a, b) => (b.number ?? 0) - (a.number ?? 0));

/** The one of these versions that stands for the protocol; they come the newest first. */
export const leadingOf = (versions: readonly ProtocolVersion[]): ProtocolVersion | undefined =>
  standing
    .map((state) => versions.find((version) => version.state === state))
    .find((version) => version !== undefined);

/** What people call a version: its protocol and its number. */
export function versionName(version: ProtocolVersion): string {
  const title = records().get('change_protocol', version.protocol)?.title ?? '';
  return t('protocol.version_of', { title, n: version.number ?? 1 });
}
