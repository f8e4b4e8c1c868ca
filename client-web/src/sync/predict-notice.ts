import { isKind, type Kind } from '../protocol';
import { fresh, notFound, type Fields, type Predictor } from './predict';

// Of what is one's own and once there, on a record or altogether, a second one takes the place of the first.
const once =
  (kind: 'follow' | 'notice_setting'): Predictor =>
  ({ args }, view, moment) => {
    const id = String(args.id);
    if (view.get(kind, id)) return [];
    const about = String(args.about_kind);
    if (kind === 'follow') {
      if (about === 'comment' || about === 'follow') return { code: 'wrong_link', field: 'about_kind' };
      if (isKind(about) && !view.get<Kind>(about, String(args.about_id))) return notFound();
    }
    const former = view.all(kind).filter((each) => {
      const { created_by, about_id, about_kind } = each as unknown as Fields;
      return created_by === moment.me && about_id === args.about_id && about_kind === args.about_kind;
    });
    return [
      { put: fresh(kind, id, args, moment) },
      ...former.map((each) => ({ remove: { kind, id: each.id } })),
    ];
  };

export const noticePredictors: Record<string, Predictor> = {
  create_follow: once('follow'),
  create_notice_setting: once('notice_setting'),
};
