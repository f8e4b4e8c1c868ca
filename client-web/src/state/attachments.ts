import type { Attachment } from '../protocol';
import type { WaitingFile } from '../sync/store';
import { here, records } from './session.svelte';

/** What a file hangs on. */
export type Hook = { cycle: string; observation?: string } | { protocol: string };

const hangsOn = (file: WaitingFile['args'], hook: Hook): boolean =>
  'protocol' in hook
    ? file.protocol === hook.protocol
    : file.cycle === hook.cycle && file.observation === hook.observation;

export const attachmentsOn = (hook: Hook): Attachment[] =>
  records()
    .all('attachment')
    .filter((each) => hangsOn(each, hook))
    .sort((a, b) => a.created_at_ms - b.created_at_ms);

export const waitingOn = (hook: Hook): WaitingFile[] =>
  here().files?.waiting.filter(({ args }) => hangsOn(args, hook)) ?? [];

export const isPicture = (type: Attachment['media_type']): boolean =>
  type === 'jpeg' || type === 'png' || type === 'webp';
