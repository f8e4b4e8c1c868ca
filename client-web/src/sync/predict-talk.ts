import type { AnyRecord, Kind, Level, RecordOf } from '../protocol';
import { isKind } from '../protocol';
import { changed, fresh, notFound, type Fields, type Moment, type Outcome, type Predictor } from './predict';
import { postLevel } from './predict-exchange';
import type { View } from './replica';

/** The cycle that a record is, or lies in. */
const cycleAround = (record: AnyRecord): string | undefined =>
  record.kind === 'pdsa_cycle' ? record.id : (record as { cycle?: string }).cycle;

/** The series that a record is, or lies in. */
function seriesAround(record: AnyRecord): string | undefined {
  switch (record.kind) {
    case 'measure_series':
      return record.id;
    case 'data_point':
    case 'chart_phase':
    case 'chart_annotation':
    case 'chart_signal':
      return record.series;
    default:
      return undefined;
  }
}

const levelOf = (record: RecordOf['pdsa_cycle' | 'driver_diagram' | 'change_protocol'] | undefined): Level =>
  record?.shared_with ?? 'team';

/** How far the record is shared, as the server keeps it with a comment. */
function sharedLevel(view: View, about: AnyRecord): Level {
  const cycle = cycleAround(about);
  if (cycle !== undefined) return levelOf(view.get('pdsa_cycle', cycle));
  const series = view.get('measure_series', seriesAround(about));
  if (series) return series.shared_with;
  if (about.kind === 'driver_diagram') return levelOf(about);
  if (about.kind === 'driver_node' || about.kind === 'driver_link') {
    return levelOf(view.get('driver_diagram', about.diagram));
  }
  if (about.kind === 'adoption' || about.kind === 'adaptation') return about.shared_with;
  if (about.kind === 'upstream_proposal') {
    return view.get('adaptation', about.adaptation)?.shared_with ?? 'network';
  }
  const version = about.kind === 'protocol_change' ? view.get('protocol_version', about.version) : about;
  const protocol =
    version?.kind === 'protocol_version' ? view.get('change_protocol', version.protocol) : version;
  if (protocol?.kind === 'change_protocol') return levelOf(protocol);
  // The hub's people see these, and those they are about.
  if (about.kind === 'support_request' || about.kind === 'activity') return 'hub';
  return postLevel(view, about) ?? (about.kind === 'ramp' ? 'team' : 'network');
}

const aboutOf = (view: View, args: Fields): AnyRecord | undefined => {
  const kind = String(args.about_kind);
  return isKind(kind) ? view.get<Kind>(kind, String(args.about_id)) : undefined;
};

function settled(fieldsFor: (moment: Moment) => Fields): Predictor {
  return ({ args }, view, moment): Outcome => {
    const comment = view.get('comment', String(args.id));
    if (!comment) return notFound();
    if (comment.thread !== undefined) return { code: 'wrong_link', field: 'id' };
    return [changed(comment, fieldsFor(moment), moment)];
  };
}

export const talkPredictors: Record<string, Predictor> = {
  create_comment({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('comment', id)) return [];
    const about = aboutOf(view, args);
    if (!about) return notFound();
    const thread = args.thread as string | undefined;
    const first = view.get('comment', thread);
    if (about.kind === 'comment' || (thread !== undefined && first?.thread !== undefined)) {
      return { code: 'wrong_link', field: 'thread' };
    }
    const byRule = {
      cycle: cycleAround(about),
      series: seriesAround(about),
      written_for: sharedLevel(view, about),
    };
    return [{ put: fresh('comment', id, { ...args, ...byRule }, moment) }];
  },
  resolve_comment: settled(({ me, now }) => ({ resolved: true, resolved_by: me, resolved_at_ms: now })),
  reopen_comment: settled(() => ({
    resolved: false,
    resolved_by: undefined,
    resolved_at_ms: undefined,
  })),
};
