import type settings from '../../messages/settings/en.json';
import { t } from './settings-words';

type Key = keyof typeof settings;

const refusals: Record<string, Key> = {
  address_taken: 'provider.refused_address_taken',
  began_elsewhere: 'provider.refused_began_elsewhere',
  declined: 'provider.refused_declined',
  domain: 'provider.refused_domain',
  invitation: 'provider.refused_invitation',
  no_address: 'provider.refused_no_address',
  not_trusted: 'provider.refused_not_trusted',
  other_address: 'provider.refused_other_address',
  passkey: 'provider.refused_passkey',
  signed_out: 'provider.refused_signed_out',
  taken: 'provider.refused_taken',
  too_many: 'provider.refused_too_many',
  unbound: 'provider.refused_unbound',
  unreachable: 'provider.refused_unreachable',
};

/** Why nobody was signed in, or nothing was added; `why` is what the address says, and only ours is shown. */
export const refusedBy = (name: string, why: string | null): string | undefined =>
  why !== null && Object.hasOwn(refusals, why) ? t(refusals[why]!, { name }) : undefined;
