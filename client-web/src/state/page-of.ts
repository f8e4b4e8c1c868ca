import type { AnyRecord } from '../protocol';
import type { View } from '../sync/replica';

/** The addresses of an open network's pages. */
export interface Addresses {
  cycle(id: string): string;
  idea(id: string): string;
  diagram(id: string, node?: string): string;
  protocol(id: string, version?: string): string;
  adaptation(id: string): string;
  post(id: string): string;
  request(id: string): string;
  meeting(id: string): string;
  measure(id: string, series?: string): string;
  decisions: string;
  home: string;
  team(id: string): string;
  aim: string;
  charter: string;
  people: string;
  moderation: string;
}

/** The page on which a record is read; undefined where it has none, or what it belongs to is not there. */
export function pageOf(view: View, to: Addresses, record: AnyRecord | undefined): string | undefined {
  if (!record) return undefined;
  if ('cycle' in record && record.cycle)
    return view.get('pdsa_cycle', record.cycle) && to.cycle(record.cycle);
  switch (record.kind) {
    case 'pdsa_cycle':
      return to.cycle(record.id);
    case 'ramp':
      return to.idea(record.change_idea);
    case 'driver_node':
      return record.node_kind === 'change_idea' ? to.idea(record.id) : to.diagram(record.diagram, record.id);
    case 'driver_diagram':
      return to.diagram(record.id);
    case 'driver_link':
      return to.diagram(record.diagram, record.source);
    case 'change_protocol':
      return to.protocol(record.id);
    case 'protocol_version':
      return to.protocol(record.protocol, record.id);
    case 'protocol_change':
    case 'adoption': {
      const version = view.get('protocol_version', record.version);
      return version && to.protocol(version.protocol, version.id);
    }
    case 'adaptation':
      return to.adaptation(record.id);
    case 'upstream_proposal':
      return to.adaptation(record.adaptation);
    case 'evidence_card':
      return record.protocol ? to.protocol(record.protocol) : to.idea(record.change_idea ?? '');
    case 'evidence_row':
    case 'objection':
      return pageOf(view, to, view.get('evidence_card', record.card));
    case 'post':
      return to.post(record.id);
    case 'reply':
      return to.post(record.post);
    case 'support_request':
      return to.request(record.id);
    case 'announcement':
    case 'activity':
      return to.home;
    case 'meeting':
      return to.meeting(record.id);
    case 'agenda_item':
    case 'district_report':
      return to.meeting(record.meeting);
    case 'meeting_decision':
      return record.meeting ? to.meeting(record.meeting) : to.decisions;
    case 'meeting_action':
      return record.meeting ? to.meeting(record.meeting) : to.home;
    case 'measure':
      return to.measure(record.id);
    case 'measure_definition':
      return to.measure(record.measure);
    case 'measure_series':
      return to.measure(record.measure, record.id);
    case 'data_point':
    case 'chart_phase':
    case 'chart_annotation':
    case 'chart_signal': {
      const series = view.get('measure_series', record.series);
      return series && to.measure(series.measure, series.id);
    }
    case 'team':
      return to.team(record.id);
    case 'team_membership':
      return to.team(record.team);
    case 'aim':
      return to.aim;
    case 'charter':
    case 'root_cause':
    case 'sponsor_commitment':
      return to.charter;
    case 'organization':
      return `${to.people}#${record.id}`;
    case 'flag':
    case 'moderation_case':
      return to.moderation;
    case 'member':
    case 'membership':
      return to.people;
    default:
      return undefined;
  }
}
