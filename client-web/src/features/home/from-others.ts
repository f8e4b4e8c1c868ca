import type { SupportRequest } from '../../protocol';
import { today } from '../../state/cycles';
import { activitiesOf, announced, askedFromAlike, openStates, type FromAlike } from '../../state/exchange';
import { mayFinish } from '../../state/rights';
import { here, records } from '../../state/session.svelte';

/** Under which name this device keeps that an announcement was put away. */
export const hiddenName = (announcement: string): string => `announcement:${announcement}`;

/** What this person's own teams are asked to do. */
export const activitiesHere = () =>
  activitiesOf(records(), here().me.teams).filter(({ team }) => mayFinish(team));

/** Requests that this person asked or helps with; a finished one waits for the asker's word. */
export const requestsHere = (): SupportRequest[] => {
  const { member } = here().me;
  return records()
    .all('support_request')
    .filter((request) => {
      const mine = request.created_by === member;
      const goesOn = openStates.includes(request.state);
      return (mine && (goesOn || request.state === 'done')) || (request.matched_with === member && goesOn);
    });
};

/** The question that somebody in a place most like this person's has asked and nobody has answered. */
export const questionHere = (): FromAlike | undefined =>
  askedFromAlike(records(), here().me.organizations, here().me.member)[0];

/** Whether there is any of this at all: without it the home stays as it is, and loads no more. */
export const hasFromOthers = (): boolean =>
  announced(records(), today()).some(({ id }) => !here().once.has(hiddenName(id))) ||
  activitiesHere().length > 0 ||
  requestsHere().length > 0 ||
  questionHere() !== undefined;
