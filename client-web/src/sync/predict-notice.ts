import type { AnyRecord } from '../protocol';
import { fresh, type Effect, type Predictor } from './predict';
import type { View } from './replica';

const mine = (view: View, kind: 'follow' | 'notice_setting', me: string): AnyRecord[] =>
  view.all(kind).filter((each) => each.created_by === me);

const gone = ({ kind, id }: AnyRecord): Effect => ({ remove: { kind, id } });

export const noticePredictors: Record<string, Predictor> = {
  // A second one takes the place of the first.
  create_follow({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('follow', id)) return [];
    const others = mine(view, 'follow', moment.me).filter((each) => {
      const { about_kind, about_id } = each as unknown as typeof args;
      return about_kind === args.about_kind && about_id === args.about_id;
    });
    return [{ put: fresh('follow', id, args, moment) }, ...others.map(gone)];
  },
  create_notice_setting({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('notice_setting', id)) return [];
    const others = mine(view, 'notice_setting', moment.me);
    return [{ put: fresh('notice_setting', id, args, moment) }, ...others.map(gone)];
  },
};
