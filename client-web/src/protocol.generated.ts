// Written by ./dev emit from the C++ declarations in protocol/. Do not edit.
/* eslint-disable */

export interface Envelope {
  id: string;
  revision: number;
  created_by?: string;
  created_at_ms: number;
  updated_by?: string;
  updated_at_ms: number;
  /** By moderation: only its author and the hub's desk see it. */
  held?: boolean;
}

/** docs/SYNC.md T1. */
export type TextChange = (number | [number] | [number, string])[];

export interface Network extends Envelope {
  kind: 'network';
  /** What the community is called. */
  name: string;
  /** What kind of partnership it is. */
  type: 'networked_improvement_community' | 'community_of_practice' | 'study_council' | 'research_alliance' | 'design_research';
  /** Where the community stands in its life. */
  stage: 'initiating' | 'chartering' | 'testing' | 'spreading' | 'sustaining' | 'closed';
  /** The organisation that convenes it. */
  hub?: string;
  /** The day it began. */
  started_on?: string;
  /** Counts of fewer people are hidden outside of their own site; 10 when left out. */
  min_n?: number;
}

export interface Organization extends Envelope {
  kind: 'organization';
  /** Its name. */
  name: string;
  /** hub, district, school, university, union, community, funder, advisory_partner, or a word of your own. */
  organization_kind: string;
  /** The organisation it belongs to: a school's district, a district's hub. */
  parent?: string;
  /** Context: elementary, middle, high, k8, or a word of your own. */
  level?: string;
  /** Context: size in the network's own bands. */
  size?: string;
  /** Context: urban, suburban, rural, national. */
  setting?: string;
  /** Context: how long its leader has been there. */
  leader_tenure?: string;
  /** Context: whether a coach works there (yes, no). */
  coach_on_site?: string;
  /** The day it joined the network. */
  joined_on?: string;
  /** The day it left. */
  left_on?: string;
  /** A district's choice: its lead must agree before anything goes beyond the district. */
  sharing_needs_lead: boolean;
}

export interface Team extends Envelope {
  kind: 'team';
  /** What the team is called. */
  name: string;
  /** Executive oversight, ideas, design and testing, or affinity. */
  tier: 'executive_oversight' | 'ideas' | 'design_and_testing' | 'affinity';
  /** The district it belongs to; none for a team of the whole network. */
  district?: string;
  /** What it is for. */
  purpose?: string;
  /** When it meets, in words. */
  meets?: string;
}

export interface Member extends Envelope {
  kind: 'member';
  /** The name others see. */
  name: string;
  /** What they do, in words. */
  title?: string;
  /** They were erased; the name is nobody's. */
  erased: boolean;
}

export interface Membership extends Envelope {
  kind: 'membership';
  /** Who. */
  member: string;
  /** Where. */
  organization: string;
  /** As what. */
  role: 'hub_director' | 'hub_facilitator' | 'improvement_advisor' | 'coach' | 'analyst' | 'partnership_manager' | 'district_lead' | 'executive_sponsor' | 'school_lead' | 'team_member' | 'researcher' | 'partner' | 'observer';
  /** Active, suspended or ended. */
  state: 'active' | 'suspended' | 'ended';
  /** First day. */
  starts_on?: string;
  /** Last day; the server ends the membership after it. */
  ends_on?: string;
}

export interface TeamMembership extends Envelope {
  kind: 'team_membership';
  /** Who. */
  member: string;
  /** In which team. */
  team: string;
  /** Active, suspended or ended. */
  state: 'active' | 'suspended' | 'ended';
  /** First day. */
  starts_on?: string;
  /** Last day; a coach's assignment has one. */
  ends_on?: string;
}

export interface Charter extends Envelope {
  kind: 'charter';
  /** The problem, as the districts would say it. */
  problem_of_practice?: string;
  /** Whose days it shapes. */
  who_is_affected?: string;
  /** Who asked, and why now. */
  why_now?: string;
  /** What is part of the work, a line each. */
  boundaries_in?: string;
  /** What is not, a line each. */
  boundaries_out?: string;
  /** How we work together, a line each. */
  norms?: string;
  /** The agreement on data. */
  data_sharing?: string;
  /** The agreement on publication. */
  publication?: string;
  /** How long it runs. */
  duration?: string;
  /** What happens when a district leaves. */
  exit?: string;
}

export interface RootCause extends Envelope {
  kind: 'root_cause';
  /** The cause. */
  text: string;
  /** What shows it. */
  evidence?: string;
  /** How it was found: interviews, process map, data. */
  method?: string;
  /** Who sees it otherwise, and how. */
  dissent?: string;
  /** Its place in the list. */
  rank: string;
}

export interface SponsorCommitment extends Envelope {
  kind: 'sponsor_commitment';
  /** Who promises. */
  organization: string;
  /** What is promised. */
  text: string;
  /** The person who answers for it. */
  owner?: string;
  /** By when. */
  due_on?: string;
  /** Open, kept or broken. */
  state: 'open' | 'kept' | 'broken';
  /** Its place in the list. */
  rank: string;
}

export interface Aim extends Envelope {
  kind: 'aim';
  /** The whole aim in a sentence. */
  text?: string;
  /** The number to reach. */
  how_much?: number;
  /** Where it stood at the start. */
  baseline?: number;
  /** percent, days, points ... */
  unit?: string;
  /** By when. */
  by?: string;
  /** For whom. */
  whom?: string;
  /** Measured by what. */
  measure?: string;
  /** What must not get worse meanwhile. */
  balancing?: string;
  /** Draft, published or superseded. */
  state: 'draft' | 'published' | 'superseded';
  /** The aim that took its place. */
  superseded_by?: string;
  /** Why it was superseded. */
  reason?: string;
  /** The day it was published. */
  published_on?: string;
}

export interface DriverDiagram extends Envelope {
  kind: 'driver_diagram';
  /** What the diagram is called. */
  title: string;
  /** The hub, or the district that draws it. */
  owner: string;
  /** The team that draws it, when it is a team's. */
  team?: string;
  /** How far it is shared. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
  /** Whether it is under review: its keepers alone change it meanwhile. */
  in_review: boolean;
  /** What the review is for. */
  review_reason?: string;
}

export interface DriverNode extends Envelope {
  kind: 'driver_node';
  /** The diagram it stands in. */
  diagram: string;
  /** Aim, primary driver, secondary driver or change idea. */
  node_kind: 'aim' | 'primary' | 'secondary' | 'change_idea';
  /** What the box says. */
  text: string;
  /** What it means here. */
  definition?: string;
  /** What it looks like in a school. */
  examples?: string;
  /** What it does not include. */
  boundary?: string;
  /** In play, parked or retired. */
  state: 'in_play' | 'parked' | 'retired';
  /** Why it was parked or retired. */
  state_reason?: string;
  /** For an aim node: the aim statement it stands for. */
  aim?: string;
  /** Its place in its column. */
  rank: string;
}

export interface DriverLink extends Envelope {
  kind: 'driver_link';
  /** The diagram it stands in. */
  diagram: string;
  /** The box that drives. */
  source: string;
  /** The box that is driven: nearer the aim. */
  target: string;
  /** Why we think so. */
  note?: string;
  /** What shows it. */
  evidence?: string;
  /** How sure we are, 0 to 10. */
  confidence?: number;
}

export interface Ramp extends Envelope {
  kind: 'ramp';
  /** What is being tried, over all its cycles. */
  title: string;
  /** The change idea it tests. */
  change_idea: string;
  /** The team that runs it. */
  team: string;
}

export interface PdsaCycle extends Envelope {
  kind: 'pdsa_cycle';
  /** The ramp it belongs to. */
  ramp: string;
  /** The team that runs it. */
  team: string;
  /** Who answers for it, and alone may share it wider. */
  owner?: string;
  /** What the team calls this test. */
  title: string;
  /** Its number in the ramp. */
  number?: number;
  /** The schools it touches. */
  schools?: string[];
  /** The cycles it builds on; those the viewer may see. */
  builds_on?: string[];
  /** The cycle whose plan it took over; absent where the viewer may not see it. */
  adapted_from?: string;
  /** The revision of that cycle when its plan was taken over. */
  adapted_revision?: number;
  /** The day on which a plan was taken over. */
  adapted_on?: string;
  /** To collect information, develop, test or implement a change. */
  intent: 'collect_information' | 'develop' | 'test' | 'implement';
  /** Draft, planned, doing, studying, acting, complete; or paused, stopped. */
  state: 'draft' | 'planned' | 'doing' | 'studying' | 'acting' | 'complete' | 'paused' | 'stopped';
  /** Where it stood when it was paused. */
  paused_from?: 'draft' | 'planned' | 'doing' | 'studying' | 'acting' | 'complete' | 'paused' | 'stopped';
  /** Why it was paused or stopped. */
  state_reason?: string;
  /** What this test should teach us. */
  objective?: string;
  /** What will be tried. */
  what?: string;
  /** The version of a protocol that it tests; absent where the viewer may not see it. */
  protocol_version?: string;
  /** The measures it watches; those the viewer may see. */
  measures?: string[];
  /** First day. */
  start_on?: string;
  /** By when we will know. */
  end_on?: string;
  /** Scale: schools. */
  scale_schools?: number;
  /** Scale: staff. */
  scale_staff?: number;
  /** Scale: teachers or students reached. */
  scale_people?: number;
  /** Scale: occasions. */
  scale_occasions?: number;
  /** The team is sure about a jump of more than five times. */
  jump_confirmed: boolean;
  /** Conditions that matter, a line each. */
  conditions?: string;
  /** What is collected, how, by whom, when. */
  data_plan?: string;
  /** Materials, rooms, people to tell. */
  logistics?: string;
  /** How we will know. */
  measure_of_success?: string;
  /** Degree of belief before, 0 to 10. */
  belief_before?: number;
  /** When Do began and predictions were locked. */
  predictions_locked_at_ms?: number;
  /** Whether it was carried out as planned. */
  as_planned?: 'yes' | 'partly' | 'no';
  /** What nobody expected, side effects. */
  unexpected?: string;
  /** Where we left the plan, meaning to or not. */
  deviations?: string;
  /** First look at the data. */
  early_analysis?: string;
  /** What the data say. */
  study?: string;
  /** Beside earlier performance. */
  comparison?: string;
  /** What we learned. */
  learned?: string;
  /** What surprised us. */
  surprises?: string;
  /** The study as it stood before the cycle was reopened. */
  earlier_study?: string;
  /** Adopt, adapt, abandon or expand. */
  decision?: 'adopt' | 'adapt' | 'abandon' | 'expand';
  /** Why. */
  decision_why?: string;
  /** What will change in the next cycle. */
  next_changes?: string;
  /** Adopt: who owns it now. */
  sustain_owner?: string;
  /** Adopt: how it will hold. */
  sustain_plan?: string;
  /** Abandon: what it taught. */
  taught?: string;
  /** Degree of belief after, 0 to 10. */
  belief_after?: number;
  /** Why belief moved. */
  belief_reason?: string;
  /** Readiness for spread. */
  readiness?: 'not_ready' | 'ready_with_support' | 'ready';
  /** When it was completed. */
  completed_at_ms?: number;
  /** How far it is shared. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
  /** People invited by name. */
  guests?: string[];
}

export interface Question extends Envelope {
  kind: 'question';
  /** The cycle that asks. */
  cycle: string;
  /** The question. */
  text: string;
  /** What we think will happen; locked when Do begins. */
  prediction?: string;
  /** Why we think so. */
  prediction_reason?: string;
  /** How sure we are, 0 to 10; locked when Do begins. */
  confidence?: number;
  /** What happened. */
  result?: string;
  /** Confirmed, partly, not confirmed, not tested. */
  verdict?: 'confirmed' | 'partly' | 'not_confirmed' | 'not_tested';
  /** Its place in the list. */
  rank: string;
}

export interface PredictionAmendment extends Envelope {
  kind: 'prediction_amendment';
  /** The cycle. */
  cycle: string;
  /** The question. */
  question: string;
  /** The prediction as it was. */
  before?: string;
  /** As it is now. */
  after?: string;
  /** Why it was changed after Do began. */
  reason?: string;
}

export interface Task extends Envelope {
  kind: 'task';
  /** The cycle it prepares. */
  cycle: string;
  /** What is to be done. */
  what: string;
  /** Who does it. */
  who?: string;
  /** Where. */
  where?: string;
  /** When, in words: each Monday. */
  when?: string;
  /** By when. */
  due_on?: string;
  /** Done. */
  done: boolean;
  /** Its place in the list. */
  rank: string;
}

export interface Observation extends Envelope {
  kind: 'observation';
  /** The cycle it belongs to. */
  cycle: string;
  /** When it was seen, by the observer's clock. */
  at_ms: number;
  /** What was seen. */
  text: string;
  /** It names a person, so it stays with those it was written for. */
  names_a_person: boolean;
  /** How far the cycle was shared when it was written. */
  written_for: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
}

export interface ChangeProtocol extends Envelope {
  kind: 'change_protocol';
  /** What the practice is called. */
  title: string;
  /** What it is for. */
  purpose?: string;
  /** The drivers and change ideas it serves; those the viewer may see. */
  change_ideas?: string[];
  /** Who may write its drafts. */
  authors?: string[];
  /** The language it is written in: en, es. */
  language?: string;
  /** Whose work it builds on. */
  credits?: string;
  /** On what terms others may use it. */
  licence: 'cc_by' | 'cc_by_sa' | 'cc_by_nc' | 'cc0' | 'all_rights_reserved';
  /** The team that keeps it, when it is a team's. */
  team?: string;
  /** The accepted answer it was written from; where the viewer may see it. */
  from_reply?: string;
  /** How far it is shared. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
}

export interface ProtocolVersion extends Envelope {
  kind: 'protocol_version';
  /** The protocol. */
  protocol: string;
  /** Its number among the versions of the protocol. */
  number?: number;
  /** Draft; then published: testing, recommended, standard; retired. */
  state: 'draft' | 'testing' | 'recommended' | 'standard' | 'retired';
  /** Why it stands there. */
  state_reason?: string;
  /** The version it was written from. */
  derived_from?: string;
  /** What is done, a step a line. */
  steps?: string;
  /** What is needed, a line each. */
  materials?: string;
  /** How long it takes. */
  minutes?: number;
  /** What makes it what it is and stays, a line each. */
  core?: string;
  /** What a site may do its own way, a line each. */
  adaptable?: string;
  /** Degree of belief, 0 to 10. */
  belief?: number;
  /** Why. */
  belief_reason?: string;
  /** The day it left draft. */
  published_on?: string;
  /** The adaptation that was taken up in it; absent where the viewer may not see it. */
  adapted_from?: string;
}

export interface ProtocolChange extends Envelope {
  kind: 'protocol_change';
  /** The version that brought it. */
  version: string;
  /** What changed. */
  text: string;
  /** The cycles it was learned from; those the viewer may see. */
  cycles?: string[];
}

export interface Adoption extends Envelope {
  kind: 'adoption';
  /** The version that is taken up. */
  version: string;
  /** The school or district that takes it up. */
  organization: string;
  /** The team that carries it there. */
  team?: string;
  /** Considering, testing, adopted, adapted or stopped. */
  state: 'considering' | 'testing' | 'adopted' | 'adapted' | 'stopped';
  /** Why it stands there. */
  state_reason?: string;
  /** Since when it stands there. */
  since?: string;
  /** Who owns it there. */
  owner?: string;
  /** How it will hold. */
  sustain_plan?: string;
  /** How far it is shared. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
}

export interface Comment extends Envelope {
  kind: 'comment';
  /** The kind of the record it is on. */
  about_kind: string;
  /** The record it is on. */
  about_id: string;
  /** The field of that record it speaks of; none for the record as a whole. */
  about_field?: string;
  /** The comment that began the thread; none for that one. */
  thread?: string;
  /** The cycle it is on, or in which the record lies that it is on. */
  cycle?: string;
  /** The series it is on, or in which the record lies that it is on. */
  series?: string;
  /** What is said. */
  text: string;
  /** It names a person, so it stays with those it was written for. */
  names_a_person: boolean;
  /** How far the record was shared when it was written. */
  written_for: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
  /** The thread that it began is settled. */
  resolved: boolean;
  /** Who settled it. */
  resolved_by?: string;
  /** When it was settled. */
  resolved_at_ms?: number;
}

export interface Post extends Envelope {
  kind: 'post';
  /** A question, an offer, a tool, a visit, a story, thanks. */
  post_kind: 'question' | 'offer' | 'tool' | 'visit' | 'story' | 'thanks';
  /** What it is, in a line. */
  title: string;
  /** The rest of it. */
  text?: string;
  /** The author's own site or district, so that answers know the context. */
  organization?: string;
  /** The author's team that it comes from. */
  team?: string;
  /** The boxes of a diagram it is about; those the viewer may see. */
  change_ideas?: string[];
  /** The protocols it is about; those the viewer may see. */
  protocols?: string[];
  /** The cycles it is about; those the viewer may see. */
  cycles?: string[];
  /** Who is thanked. */
  thanked?: string[];
  /** The schools and districts that took the tool up. */
  used_by?: string[];
  /** The reply that answered the question. */
  accepted_reply?: string;
  /** It is settled: taken, answered, over. */
  closed: boolean;
  /** How far it is shared. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
}

export interface Reply extends Envelope {
  kind: 'reply';
  /** The post it answers. */
  post: string;
  /** What is answered. */
  text: string;
}

export interface SupportRequest extends Envelope {
  kind: 'support_request';
  /** Coaching, technical help, a peer, data, design. */
  request_kind: 'coaching' | 'technical' | 'peer' | 'data' | 'design';
  /** What help is asked for, in a line. */
  topic: string;
  /** What would help, a line each. */
  needs?: string;
  /** How soon it is needed. */
  urgency: 'whenever' | 'this_month' | 'this_week';
  /** The asker's own site or district. */
  organization?: string;
  /** The boxes of a diagram it is about; those the viewer may see. */
  change_ideas?: string[];
  /** Open, matched, active, done, rated; or withdrawn. */
  state: 'open' | 'matched' | 'active' | 'done' | 'rated' | 'withdrawn';
  /** Why it was withdrawn, or opened again. */
  state_reason?: string;
  /** Who helps. */
  matched_with?: string;
  /** Why this person. */
  match_reason?: string;
  /** The day by which an answer is promised. */
  answer_by?: string;
  /** What came of it. */
  outcome?: string;
  /** How much it helped, in the asker's eyes. */
  rating?: number;
  /** What the asker says about it. */
  rating_note?: string;
}

export interface Announcement extends Envelope {
  kind: 'announcement';
  /** What is announced, in a line. */
  title: string;
  /** The rest of it. */
  text?: string;
  /** The last day on which it stands on people's home. */
  until: string;
}

export interface Activity extends Envelope {
  kind: 'activity';
  /** What is to be done, in a line. */
  title: string;
  /** How. */
  instructions?: string;
  /** The day by which it is to be done. */
  due?: string;
  /** The teams that are to do it. */
  teams: string[];
  /** The teams that have done it. */
  done_by?: string[];
  /** The protocol to be used; where the viewer may see it. */
  protocol?: string;
  /** The change idea it serves; where the viewer may see it. */
  change_idea?: string;
}

export interface Adaptation extends Envelope {
  kind: 'adaptation';
  /** The published version it was made from. */
  version: string;
  /** The adaptation it was made from; absent where the viewer may not see it. */
  parent?: string;
  /** The school or district that adapts it. */
  organization: string;
  /** The team that carries it there. */
  team?: string;
  /** What was changed, in a line. */
  what: string;
  /** When in its life there it was changed. */
  stage?: 'pre_implementation' | 'implementation' | 'scale_up' | 'maintenance';
  /** Planned ahead, or in reaction to something. */
  planned?: 'planned' | 'reactive';
  /** Who decided it. */
  decided_by?: string[];
  /** Others who decided it, who are no members. */
  decided_by_others?: string;
  /** What was modified. */
  modified?: 'content' | 'context_format' | 'context_setting' | 'context_personnel' | 'context_population' | 'training' | 'implementation';
  /** The nature of the change. */
  nature?: 'tailoring' | 'packaging' | 'adding' | 'removing' | 'shortening' | 'lengthening' | 'substituting' | 'reordering' | 'spreading' | 'integrating_into_routine' | 'integrating_other' | 'repeating' | 'loosening' | 'departing';
  /** For whom it was changed. */
  for_level?: 'individual' | 'classroom' | 'team' | 'school' | 'district' | 'network';
  /** Whether it keeps what makes the practice. */
  keeps_core?: 'yes' | 'no' | 'unknown';
  /** What it was changed for. */
  goal?: 'reach' | 'retention' | 'feasibility' | 'fit' | 'culture' | 'effectiveness' | 'cost' | 'satisfaction';
  /** What led to it there. */
  reason?: string;
  /** What is done there, a step a line. */
  steps?: string;
  /** What is needed there, a line each. */
  materials?: string;
  /** How long it takes there. */
  minutes?: number;
  /** What makes it what it is, a line each. */
  core?: string;
  /** What may be done another way, a line each. */
  adaptable?: string;
  /** Trying, kept or stopped. */
  state: 'trying' | 'kept' | 'stopped';
  /** Why it stands there. */
  state_reason?: string;
  /** Since when it stands there. */
  since?: string;
  /** What it changed. */
  effect?: string;
  /** How far it is shared. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
}

export interface UpstreamProposal extends Envelope {
  kind: 'upstream_proposal';
  /** The adaptation that is proposed to everybody. */
  adaptation: string;
  /** Why everybody should have it. */
  message: string;
  /** Open, held, accepted or declined. */
  state: 'open' | 'held' | 'accepted' | 'declined';
  /** Why it was decided so. */
  reason?: string;
  /** Who decided. */
  decided_by?: string;
  /** When. */
  decided_on?: string;
  /** The draft that came of it; absent where the viewer may not see it. */
  version?: string;
}

export interface EvidenceCard extends Envelope {
  kind: 'evidence_card';
  /** The protocol it is about. */
  protocol?: string;
  /** Or the change idea. */
  change_idea?: string;
  /** What we now hold to be true. */
  statement?: string;
  /** For whom it was tested. */
  for_whom?: string;
  /** What it needs to work, a line each. */
  conditions_needed?: string;
  /** Under what it does not work, a line each. */
  conditions_that_break?: string;
  /** What we do not know yet, a line each. */
  open_questions?: string;
  /** Degree of belief, 0 to 10. */
  belief?: number;
  /** How ready sites are for it. */
  readiness?: 'not_ready' | 'ready_with_support' | 'ready';
  /** Draft, open for objection, agreed or challenged. */
  state: 'draft' | 'open' | 'agreed' | 'challenged';
  /** Why it stands there. */
  state_reason?: string;
  /** The day objections were asked for. */
  opened_on?: string;
  /** The day it was agreed. */
  agreed_on?: string;
}

export interface EvidenceRow extends Envelope {
  kind: 'evidence_row';
  /** The evidence card. */
  card: string;
  /** The school or district. */
  organization: string;
  /** What came of it there. */
  result: 'improved' | 'partly' | 'no_change' | 'worse' | 'not_yet';
  /** In a few words. */
  note?: string;
  /** The cycles it rests on; who may not see each of them does not see the row. */
  cycles?: string[];
}

export interface Objection extends Envelope {
  kind: 'objection';
  /** The evidence card. */
  card: string;
  /** What speaks against it. */
  text: string;
  /** Whether it has been answered. */
  resolved: boolean;
  /** How. */
  resolution?: string;
}

export interface Flag extends Envelope {
  kind: 'flag';
  /** The kind of the record that is flagged. */
  about_kind: string;
  /** The record that is flagged. */
  about_id: string;
  /** The kind of the record on whose page it stands. */
  place_kind?: string;
  /** The record on whose page it stands. */
  place_id?: string;
  /** What is wrong with it. */
  reason: string;
  /** Open; acted on, or dismissed. */
  state: 'open' | 'acted' | 'dismissed';
  /** What the desk says to whoever flagged it. */
  answer?: string;
  /** Who dealt with it. */
  answered_by?: string;
}

export interface ModerationCase extends Envelope {
  kind: 'moderation_case';
  /** The kind of the record that is held. */
  about_kind: string;
  /** The record that is held. */
  about_id: string;
  /** The kind of the record on whose page it stands. */
  place_kind?: string;
  /** The record on whose page it stands. */
  place_id?: string;
  /** Who made that record. */
  author?: string;
  /** Held, with edits asked for, removal proposed, removed, appealed, upheld; or released. */
  state: 'held' | 'edits_asked' | 'removal_proposed' | 'removed' | 'appealed' | 'upheld' | 'released';
  /** Why it was held. */
  reason: string;
  /** Who held it. */
  held_by?: string;
  /** What to change so that it can be released. */
  edits_asked?: string;
  /** Who proposed to remove it. */
  removal_proposed_by?: string;
  /** The second person, who confirmed that. */
  removal_confirmed_by?: string;
  /** What its author says to it. */
  appeal?: string;
  /** Why it was released, or stays as it is. */
  settled_reason?: string;
  /** Who settled it. */
  settled_by?: string;
}

export interface Meeting extends Envelope {
  kind: 'meeting';
  /** What it is called. */
  title: string;
  /** Of the network, a partnership, the executives, a team; or another. */
  meeting_kind: 'network' | 'partnership' | 'executive' | 'team' | 'other';
  /** The team whose meeting it is; none: the whole network's. */
  team?: string;
  /** The series of meetings that it is one of, by its name. */
  series?: string;
  /** What it is held next to, such as the principals' meeting. */
  held_next_to?: string;
  /** Its day, where it is held. */
  on: string;
  /** When it begins, where it is held: "15:30". */
  begins?: string;
  /** How long it takes. */
  minutes?: number;
  /** Who leads through it. */
  facilitator?: string;
  /** How people work together in it, a line each. */
  norms?: string;
  /** Scheduled, its agenda published, live, closed. */
  state: 'scheduled' | 'agenda_published' | 'live' | 'closed';
  /** What was said, written together. */
  notes?: string;
  /** Who was there. */
  present?: string[];
  /** Who spoke, as far as people say so. */
  spoke?: string[];
}

export interface AgendaItem extends Envelope {
  kind: 'agenda_item';
  /** The meeting. */
  meeting: string;
  /** Its place on the agenda; the district report stands first. */
  rank: string;
  /** What it is about; needed by all but the district report. */
  title?: string;
  /** A district report, a decision, a problem, learning, a tension, a voice check, a review, a consolidation, support. */
  item_kind: 'district_report' | 'decision' | 'problem' | 'learning' | 'tension' | 'voice_check' | 'review' | 'consolidation' | 'support';
  /** Who leads it. */
  lead?: string;
  /** How long it takes. */
  minutes?: number;
  /** What is to come of it; needed before the agenda is published. */
  outcome_wanted?: string;
  /** What came of it. */
  result?: string;
  /** The cycles it is about; those the viewer may see. */
  cycles?: string[];
  /** The requests for help it is about; those the viewer may see. */
  support_requests?: string[];
  /** The boxes of a diagram it is about; those the viewer may see. */
  change_ideas?: string[];
}

export interface DistrictReport extends Envelope {
  kind: 'district_report';
  /** The meeting it is for. */
  meeting: string;
  /** The district. */
  organization: string;
  /** What is happening there, and what was decided. */
  text?: string;
  /** What the district asks of the others. */
  asks?: string;
}

export interface MeetingDecision extends Envelope {
  kind: 'meeting_decision';
  /** The meeting that decided it; none: the hub did. */
  meeting?: string;
  /** What was decided. */
  text: string;
  /** Why. */
  why: string;
  /** How, in a line: by consensus, by whom. */
  decided_by?: string;
  /** Who decided. */
  deciders?: string[];
  /** The boxes of a diagram it is about; those the viewer may see. */
  change_ideas?: string[];
  /** The cycles it is about; those the viewer may see. */
  cycles?: string[];
  /** The day from which it is looked at again. */
  review_on?: string;
  /** Made; kept or changed when it was looked at again. */
  state: 'made' | 'kept' | 'changed';
  /** Why it was kept or changed. */
  review_why?: string;
}

export interface MeetingAction extends Envelope {
  kind: 'meeting_action';
  /** The meeting it was agreed in; none: outside of one. */
  meeting?: string;
  /** What is to be done. */
  text: string;
  /** Who does it. */
  owner: string;
  /** The day by which it is to be done. */
  due: string;
  /** Open, done; or dropped. */
  state: 'open' | 'done' | 'dropped';
  /** Why it was dropped, or opened again. */
  state_reason?: string;
}

export interface Measure extends Envelope {
  kind: 'measure';
  /** What it is called. */
  title: string;
  /** What it tells: the outcome, the process, or what must not suffer (balancing). */
  measure_kind: 'outcome' | 'process' | 'balancing';
  /** What a point consists of: one value; a proportion of a whole; a rate by exposure; a count; the time or the number of cases between two events. */
  data: 'value' | 'proportion' | 'rate' | 'count' | 'time_between' | 'count_between';
  /** Which way is better. */
  direction: 'increase' | 'decrease' | 'neither';
  /** Where it is to come to, as it is shown. */
  target?: number;
  /** The chart of its series, where they name no other. */
  chart_type: 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip';
  /** The rules by which all its charts, tables and alerts tell a signal. */
  rule_set: 'anhoej' | 'three_sigma' | 'western_electric' | 'nelson' | 'nhs' | 'ihi';
  /** Whether moving ranges beyond their own limit are left out of the limits. */
  screened_moving_ranges: boolean;
  /** By how much what is shown is scaled: 100 for percent. */
  multiply?: number;
  /** How often a point is due. */
  schedule: 'daily' | 'weekly' | 'two_weekly' | 'monthly' | 'quarterly' | 'yearly' | 'per_event';
  /** The aims it measures; those the viewer may see. */
  aims?: string[];
  /** The boxes of a diagram it measures; those the viewer may see. */
  drivers?: string[];
  /** The operational definition in force. */
  definition?: string;
  /** Draft, active; paused or retired. */
  state: 'draft' | 'active' | 'paused' | 'retired';
  /** Why it was paused or retired. */
  state_reason?: string;
}

export interface MeasureDefinition extends Envelope {
  kind: 'measure_definition';
  /** The measure. */
  measure: string;
  /** Its number among the measure's published definitions. */
  number: number;
  /** A draft; or published, and then it stays as it is. */
  state: 'draft' | 'published';
  /** What is counted, so that two people come to the same number; needed before it is published. */
  definition?: string;
  /** What is counted above the line. */
  numerator?: string;
  /** Out of which, or by what exposure. */
  denominator?: string;
  /** Who or what is counted in, and what is left out. */
  inclusion?: string;
  /** Where it is read off. */
  source?: string;
  /** Who collects it. */
  collected_by?: string;
  /** How often and when it is collected, in words. */
  how_often?: string;
  /** Its unit, as it stands beside the axis. */
  unit?: string;
  /** What one point costs, in minutes. */
  minutes_to_collect?: number;
  /** What makes it hard to collect, or easier. */
  burden?: string;
  /** The first day it holds for. */
  starts_on?: string;
  /** Why the measure is defined otherwise from then on. */
  reason?: string;
}

export interface MeasureSeries extends Envelope {
  kind: 'measure_series';
  /** The measure. */
  measure: string;
  /** Whose numbers: a school's, a team's, a district's, the network's, or those of a group of sites alike. */
  scope: 'school' | 'team' | 'district' | 'network' | 'context_group';
  /** The school or the district. */
  organization?: string;
  /** The team. */
  team?: string;
  /** Which sites: a value of their context, such as "level: elementary". */
  context_group?: string;
  /** Whether its points are worked out from the series that are released to the pool, and nobody enters any: of the network, or of a group of sites alike. */
  pooled: boolean;
  /** Its chart, where it is not the measure's. */
  chart_type?: 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip';
  /** Centre and limits come from so many first points and are drawn to the end; none: from all. */
  baseline_points?: number;
  /** Who sees it and its points. */
  shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
  /** Whether it counts in what the network's charts pool. */
  released_to_pool: boolean;
}

export interface DataPoint extends Envelope {
  kind: 'data_point';
  /** The series. */
  series: string;
  /** The first day of its period, or the day of the event. */
  on: string;
  /** The value. */
  value?: number;
  /** What was counted. */
  numerator?: number;
  /** Out of how many, or by what exposure. */
  denominator?: number;
  /** How many people or cases are behind a value. */
  answers?: number;
  /** There is no value: there was nothing to count, or nobody counted. */
  missing?: 'no_window' | 'not_collected';
  /** Why there is none. */
  missing_reason?: string;
  /** Whether it is drawn and left out of centre, limits and runs. */
  excluded: boolean;
  /** Why it is left out. */
  excluded_reason?: string;
  /** How often it was corrected; the former values are in its history. */
  corrections: number;
  /** Why it was corrected last. */
  correction_reason?: string;
  /** The import that brought it. */
  import_id?: string;
}

export interface ChartPhase extends Envelope {
  kind: 'chart_phase';
  /** The series. */
  series: string;
  /** The day of its first point. */
  starts_on: string;
  /** What stands over it. */
  title?: string;
  /** Why the numbers are another process since; needed to propose it. */
  reason?: string;
  /** What happened, where no cycle is behind it. */
  event?: string;
  /** The cycles behind it; those the viewer may see. */
  cycles?: string[];
  /** The definition that the measure has since. */
  definition?: string;
  /** Suggested, proposed, confirmed by a second person; withdrawn. Charts are split by confirmed ones. */
  state: 'suggested' | 'proposed' | 'confirmed' | 'withdrawn';
  /** Who proposed it. */
  proposed_by?: string;
  /** Who confirmed it. */
  confirmed_by?: string;
  /** Why it was withdrawn. */
  state_reason?: string;
}

export interface ChartAnnotation extends Envelope {
  kind: 'chart_annotation';
  /** The series. */
  series: string;
  /** The day it stands at. */
  on: string;
  /** The last day, where it lasted. */
  until?: string;
  /** What to know about these days. */
  text: string;
  /** A note, an event, a change, something about the data. */
  annotation_kind: 'note' | 'event' | 'change' | 'data';
  /** The cycles it is about; those the viewer may see. */
  cycles?: string[];
}

export interface ChartSignal extends Envelope {
  kind: 'chart_signal';
  /** The series. */
  series: string;
  /** The rule that it meets. */
  rule: 'outside_limits' | 'long_run' | 'few_crossings' | 'shift' | 'trend' | 'two_of_three' | 'four_of_five' | 'alternating' | 'hugging_centre' | 'avoiding_centre' | 'too_few_runs' | 'too_many_runs' | 'astronomical';
  /** The day of its first point. */
  first_on: string;
  /** The day of its last point. */
  last_on: string;
  /** Its points. */
  points?: string[];
  /** Whether it is for the better. */
  direction: 'improvement' | 'concern' | 'either';
  /** Somebody has looked into it, and the chart no longer shows it: a number was corrected, or a phase begins there. */
  passed: boolean;
  /** Who sees it, of those who see the series: all; whose numbers they are, where some speak of too few people; or who answers for all of them. */
  reach: 'all' | 'owners' | 'lead';
  /** Who has looked into it. */
  acknowledged_by?: string;
  /** What people think is behind it. */
  explanation?: string;
  /** The cycles behind it; those the viewer may see. */
  cycles?: string[];
}

export interface PoolPart extends Envelope {
  kind: 'pool_part';
  /** The pooled series. */
  series: string;
  /** The site's series that it came from. */
  source: string;
  /** The point that it came from. */
  point: string;
  /** The first day of the period. */
  on: string;
  /** Of which release of that period, counted from 1. */
  release: number;
  /** What it added above the line. */
  numerator: number;
  /** What it added below the line. */
  denominator: number;
  /** How many people or cases were behind it. */
  answers: number;
}

export interface Follow extends Envelope {
  kind: 'follow';
  /** The kind of the record that is followed. */
  about_kind: string;
  /** The record that is followed. */
  about_id: string;
}

export interface NoticeSetting extends Envelope {
  kind: 'notice_setting';
  /** How often a mail says what there is. */
  digest: 'none' | 'daily' | 'weekly';
  /** On which day, where it is once a week. */
  weekday: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
  /** At which hour of the day, 0 to 23. */
  hour: number;
  /** From which hour on no mail goes out. */
  quiet_from: number;
  /** Until which hour; the same hour as the first: never. */
  quiet_to: number;
  /** Whose hours these are, as IANA names it; none: the server's. */
  time_zone?: string;
  /** The language of the mails. */
  language: 'en' | 'es';
  /** A mail reminds of what is due. */
  reminders: boolean;
  /** What came until then has been read, on whichever device. */
  read_until_ms?: number;
}

export interface Attachment extends Envelope {
  kind: 'attachment';
  /** The cycle it hangs on; a protocol otherwise. */
  cycle?: string;
  /** The observation in that cycle it belongs to. */
  observation?: string;
  /** The protocol it hangs on; a cycle otherwise. */
  protocol?: string;
  /** What the file is called. */
  title: string;
  /** What it shows, for whoever cannot see it. */
  text?: string;
  /** SHA-256 of the file in hexadecimal digits; it was uploaded before. */
  content: string;
  /** What kind of file it is, as the upload told. */
  media_type: 'jpeg' | 'png' | 'webp' | 'pdf' | 'docx' | 'xlsx' | 'pptx';
  /** How long the file is. */
  bytes: number;
  /** It names or shows a person, so it stays with those it was meant for. */
  names_a_person: boolean;
  /** How far what it hangs on was shared when it was attached. */
  written_for: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
}

export type AnyRecord =
  | Network
  | Organization
  | Team
  | Member
  | Membership
  | TeamMembership
  | Charter
  | RootCause
  | SponsorCommitment
  | Aim
  | DriverDiagram
  | DriverNode
  | DriverLink
  | Ramp
  | PdsaCycle
  | Question
  | PredictionAmendment
  | Task
  | Observation
  | ChangeProtocol
  | ProtocolVersion
  | ProtocolChange
  | Adoption
  | Comment
  | Post
  | Reply
  | SupportRequest
  | Announcement
  | Activity
  | Adaptation
  | UpstreamProposal
  | EvidenceCard
  | EvidenceRow
  | Objection
  | Flag
  | ModerationCase
  | Meeting
  | AgendaItem
  | DistrictReport
  | MeetingDecision
  | MeetingAction
  | Measure
  | MeasureDefinition
  | MeasureSeries
  | DataPoint
  | ChartPhase
  | ChartAnnotation
  | ChartSignal
  | PoolPart
  | Follow
  | NoticeSetting
  | Attachment

export interface RecordOf {
  network: Network;
  organization: Organization;
  team: Team;
  member: Member;
  membership: Membership;
  team_membership: TeamMembership;
  charter: Charter;
  root_cause: RootCause;
  sponsor_commitment: SponsorCommitment;
  aim: Aim;
  driver_diagram: DriverDiagram;
  driver_node: DriverNode;
  driver_link: DriverLink;
  ramp: Ramp;
  pdsa_cycle: PdsaCycle;
  question: Question;
  prediction_amendment: PredictionAmendment;
  task: Task;
  observation: Observation;
  change_protocol: ChangeProtocol;
  protocol_version: ProtocolVersion;
  protocol_change: ProtocolChange;
  adoption: Adoption;
  comment: Comment;
  post: Post;
  reply: Reply;
  support_request: SupportRequest;
  announcement: Announcement;
  activity: Activity;
  adaptation: Adaptation;
  upstream_proposal: UpstreamProposal;
  evidence_card: EvidenceCard;
  evidence_row: EvidenceRow;
  objection: Objection;
  flag: Flag;
  moderation_case: ModerationCase;
  meeting: Meeting;
  agenda_item: AgendaItem;
  district_report: DistrictReport;
  meeting_decision: MeetingDecision;
  meeting_action: MeetingAction;
  measure: Measure;
  measure_definition: MeasureDefinition;
  measure_series: MeasureSeries;
  data_point: DataPoint;
  chart_phase: ChartPhase;
  chart_annotation: ChartAnnotation;
  chart_signal: ChartSignal;
  pool_part: PoolPart;
  follow: Follow;
  notice_setting: NoticeSetting;
  attachment: Attachment;
}
export type Kind = keyof RecordOf;

export const KINDS = [
  'network',
  'organization',
  'team',
  'member',
  'membership',
  'team_membership',
  'charter',
  'root_cause',
  'sponsor_commitment',
  'aim',
  'driver_diagram',
  'driver_node',
  'driver_link',
  'ramp',
  'pdsa_cycle',
  'question',
  'prediction_amendment',
  'task',
  'observation',
  'change_protocol',
  'protocol_version',
  'protocol_change',
  'adoption',
  'comment',
  'post',
  'reply',
  'support_request',
  'announcement',
  'activity',
  'adaptation',
  'upstream_proposal',
  'evidence_card',
  'evidence_row',
  'objection',
  'flag',
  'moderation_case',
  'meeting',
  'agenda_item',
  'district_report',
  'meeting_decision',
  'meeting_action',
  'measure',
  'measure_definition',
  'measure_series',
  'data_point',
  'chart_phase',
  'chart_annotation',
  'chart_signal',
  'pool_part',
  'follow',
  'notice_setting',
  'attachment',
] as const;

export const SHELF: { [K in Kind]: 'network' | 'detail' } = {
  network: 'network',
  organization: 'network',
  team: 'network',
  member: 'network',
  membership: 'network',
  team_membership: 'network',
  charter: 'network',
  root_cause: 'network',
  sponsor_commitment: 'network',
  aim: 'network',
  driver_diagram: 'network',
  driver_node: 'network',
  driver_link: 'network',
  ramp: 'network',
  pdsa_cycle: 'network',
  question: 'detail',
  prediction_amendment: 'detail',
  task: 'detail',
  observation: 'detail',
  change_protocol: 'network',
  protocol_version: 'network',
  protocol_change: 'network',
  adoption: 'network',
  comment: 'detail',
  post: 'network',
  reply: 'network',
  support_request: 'network',
  announcement: 'network',
  activity: 'network',
  adaptation: 'network',
  upstream_proposal: 'network',
  evidence_card: 'network',
  evidence_row: 'network',
  objection: 'network',
  flag: 'network',
  moderation_case: 'network',
  meeting: 'network',
  agenda_item: 'network',
  district_report: 'network',
  meeting_decision: 'network',
  meeting_action: 'network',
  measure: 'network',
  measure_definition: 'network',
  measure_series: 'network',
  data_point: 'detail',
  chart_phase: 'network',
  chart_annotation: 'network',
  chart_signal: 'network',
  pool_part: 'detail',
  follow: 'network',
  notice_setting: 'network',
  attachment: 'detail',
};

export interface FieldLimits {
  required?: boolean;
  maxLength?: number;
  min?: number;
  max?: number;
  items?: number;
  /** Several write in it at once: changed by `write`. */
  text?: boolean;
  /** No edit changes the words. */
  fixed?: boolean;
}

export interface CommandArgs {
  /** Changes fields of a network. */
  edit_network: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { name?: string; type?: 'networked_improvement_community' | 'community_of_practice' | 'study_council' | 'research_alliance' | 'design_research'; stage?: 'initiating' | 'chartering' | 'testing' | 'spreading' | 'sustaining' | 'closed'; started_on?: string; min_n?: number; }; clear?: string[]; };
  /** Creates an organization. */
  create_organization: { id: string; name: string; organization_kind: string; parent?: string; level?: string; size?: string; setting?: string; leader_tenure?: string; coach_on_site?: string; joined_on?: string; left_on?: string; sharing_needs_lead?: boolean; };
  /** Changes fields of a organization. */
  edit_organization: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { name?: string; organization_kind?: string; parent?: string; level?: string; size?: string; setting?: string; leader_tenure?: string; coach_on_site?: string; joined_on?: string; left_on?: string; sharing_needs_lead?: boolean; }; clear?: string[]; };
  /** Deletes a organization; it can be restored for 30 days. */
  archive_organization: { id: string; only_mine?: boolean };
  /** Brings an archived organization back. */
  restore_organization: { id: string };
  /** Creates a team. */
  create_team: { id: string; name: string; tier?: 'executive_oversight' | 'ideas' | 'design_and_testing' | 'affinity'; district?: string; purpose?: string; meets?: string; };
  /** Changes fields of a team. */
  edit_team: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { name?: string; tier?: 'executive_oversight' | 'ideas' | 'design_and_testing' | 'affinity'; purpose?: string; meets?: string; }; clear?: string[]; };
  /** Deletes a team; it can be restored for 30 days. */
  archive_team: { id: string; only_mine?: boolean };
  /** Brings an archived team back. */
  restore_team: { id: string };
  /** Creates a member. */
  create_member: { id: string; name: string; title?: string; };
  /** Changes fields of a member. */
  edit_member: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { name?: string; title?: string; }; clear?: string[]; };
  /** Creates a membership. */
  create_membership: { id: string; member: string; organization: string; role: 'hub_director' | 'hub_facilitator' | 'improvement_advisor' | 'coach' | 'analyst' | 'partnership_manager' | 'district_lead' | 'executive_sponsor' | 'school_lead' | 'team_member' | 'researcher' | 'partner' | 'observer'; starts_on?: string; ends_on?: string; };
  /** Changes fields of a membership. */
  edit_membership: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { role?: 'hub_director' | 'hub_facilitator' | 'improvement_advisor' | 'coach' | 'analyst' | 'partnership_manager' | 'district_lead' | 'executive_sponsor' | 'school_lead' | 'team_member' | 'researcher' | 'partner' | 'observer'; starts_on?: string; ends_on?: string; }; clear?: string[]; };
  /** Creates a team_membership. */
  create_team_membership: { id: string; member: string; team: string; starts_on?: string; ends_on?: string; };
  /** Changes fields of a team_membership. */
  edit_team_membership: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { starts_on?: string; ends_on?: string; }; clear?: string[]; };
  /** Somebody leaves, or a role ends. */
  end_membership: { id: string; };
  /** Takes the rights away for now. */
  suspend_membership: { id: string; };
  /** Gives a suspended or ended membership its rights again. */
  resume_membership: { id: string; };
  /** Somebody leaves a team. */
  end_team_membership: { id: string; };
  /** Creates a charter. */
  create_charter: { id: string; problem_of_practice?: string; who_is_affected?: string; why_now?: string; boundaries_in?: string; boundaries_out?: string; norms?: string; data_sharing?: string; publication?: string; duration?: string; exit?: string; };
  /** Changes fields of a charter. */
  edit_charter: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { problem_of_practice?: string; who_is_affected?: string; why_now?: string; boundaries_in?: string; boundaries_out?: string; norms?: string; data_sharing?: string; publication?: string; duration?: string; exit?: string; }; clear?: string[]; write?: { problem_of_practice?: TextChange; who_is_affected?: TextChange; why_now?: TextChange; boundaries_in?: TextChange; boundaries_out?: TextChange; norms?: TextChange; data_sharing?: TextChange; publication?: TextChange; duration?: TextChange; exit?: TextChange; }; };
  /** Creates a root_cause. */
  create_root_cause: { id: string; text: string; evidence?: string; method?: string; dissent?: string; rank: string; };
  /** Changes fields of a root_cause. */
  edit_root_cause: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; evidence?: string; method?: string; dissent?: string; rank?: string; }; clear?: string[]; };
  /** Deletes a root_cause; it can be restored for 30 days. */
  archive_root_cause: { id: string; only_mine?: boolean };
  /** Brings an archived root_cause back. */
  restore_root_cause: { id: string };
  /** Creates a sponsor_commitment. */
  create_sponsor_commitment: { id: string; organization: string; text: string; owner?: string; due_on?: string; state?: 'open' | 'kept' | 'broken'; rank: string; };
  /** Changes fields of a sponsor_commitment. */
  edit_sponsor_commitment: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; owner?: string; due_on?: string; state?: 'open' | 'kept' | 'broken'; rank?: string; }; clear?: string[]; };
  /** Deletes a sponsor_commitment; it can be restored for 30 days. */
  archive_sponsor_commitment: { id: string; only_mine?: boolean };
  /** Brings an archived sponsor_commitment back. */
  restore_sponsor_commitment: { id: string };
  /** Creates an aim. */
  create_aim: { id: string; text?: string; how_much?: number; baseline?: number; unit?: string; by?: string; whom?: string; measure?: string; balancing?: string; };
  /** Changes fields of a aim. */
  edit_aim: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; how_much?: number; baseline?: number; unit?: string; by?: string; whom?: string; measure?: string; balancing?: string; }; clear?: string[]; };
  /** Deletes a aim; it can be restored for 30 days. */
  archive_aim: { id: string; only_mine?: boolean };
  /** Brings an archived aim back. */
  restore_aim: { id: string };
  /** Makes a complete draft the network's aim; the former one is kept with the reason. */
  publish_aim: { id: string; seen_revision: number; supersedes?: string; reason?: string; };
  /** Creates a driver_diagram. */
  create_driver_diagram: { id: string; title: string; owner: string; team?: string; };
  /** Changes fields of a driver_diagram. */
  edit_driver_diagram: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; }; clear?: string[]; };
  /** Deletes a driver_diagram; it can be restored for 30 days. */
  archive_driver_diagram: { id: string; only_mine?: boolean };
  /** Brings an archived driver_diagram back. */
  restore_driver_diagram: { id: string };
  /** Shares a driver_diagram wider or narrower. */
  share_driver_diagram: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Begins or ends the review of a diagram; meanwhile its keepers alone change it. */
  review_driver_diagram: { id: string; seen_revision: number; in_review: boolean; reason?: string; };
  /** Creates a driver_node. */
  create_driver_node: { id: string; diagram: string; node_kind: 'aim' | 'primary' | 'secondary' | 'change_idea'; text: string; definition?: string; examples?: string; boundary?: string; aim?: string; rank: string; };
  /** Changes fields of a driver_node. */
  edit_driver_node: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; definition?: string; examples?: string; boundary?: string; aim?: string; rank?: string; }; clear?: string[]; write?: { definition?: TextChange; }; };
  /** Deletes a driver_node; it can be restored for 30 days. */
  archive_driver_node: { id: string; only_mine?: boolean };
  /** Brings an archived driver_node back. */
  restore_driver_node: { id: string };
  /** Puts a driver or change idea in play, parks it or retires it. */
  set_driver_node_state: { id: string; seen_revision: number; state: 'in_play' | 'parked' | 'retired'; reason?: string; };
  /** Creates a driver_link. */
  create_driver_link: { id: string; diagram: string; source: string; target: string; note?: string; evidence?: string; confidence?: number; };
  /** Changes fields of a driver_link. */
  edit_driver_link: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { note?: string; evidence?: string; confidence?: number; }; clear?: string[]; };
  /** Deletes a driver_link; it can be restored for 30 days. */
  archive_driver_link: { id: string; only_mine?: boolean };
  /** Brings an archived driver_link back. */
  restore_driver_link: { id: string };
  /** Creates a ramp. */
  create_ramp: { id: string; title: string; change_idea: string; team: string; };
  /** Changes fields of a ramp. */
  edit_ramp: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; }; clear?: string[]; };
  /** Deletes a ramp; it can be restored for 30 days. */
  archive_ramp: { id: string; only_mine?: boolean };
  /** Brings an archived ramp back. */
  restore_ramp: { id: string };
  /** Creates a pdsa_cycle. */
  create_pdsa_cycle: { id: string; ramp: string; team: string; title: string; schools?: string[]; builds_on?: string[]; intent?: 'collect_information' | 'develop' | 'test' | 'implement'; objective?: string; what?: string; protocol_version?: string; measures?: string[]; start_on?: string; end_on?: string; scale_schools?: number; scale_staff?: number; scale_people?: number; scale_occasions?: number; jump_confirmed?: boolean; conditions?: string; data_plan?: string; logistics?: string; measure_of_success?: string; belief_before?: number; as_planned?: 'yes' | 'partly' | 'no'; unexpected?: string; deviations?: string; early_analysis?: string; study?: string; comparison?: string; learned?: string; surprises?: string; decision?: 'adopt' | 'adapt' | 'abandon' | 'expand'; decision_why?: string; next_changes?: string; sustain_owner?: string; sustain_plan?: string; taught?: string; belief_after?: number; belief_reason?: string; readiness?: 'not_ready' | 'ready_with_support' | 'ready'; };
  /** Changes fields of a pdsa_cycle. */
  edit_pdsa_cycle: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; intent?: 'collect_information' | 'develop' | 'test' | 'implement'; objective?: string; what?: string; protocol_version?: string; start_on?: string; end_on?: string; scale_schools?: number; scale_staff?: number; scale_people?: number; scale_occasions?: number; jump_confirmed?: boolean; conditions?: string; data_plan?: string; logistics?: string; measure_of_success?: string; belief_before?: number; as_planned?: 'yes' | 'partly' | 'no'; unexpected?: string; deviations?: string; early_analysis?: string; study?: string; comparison?: string; learned?: string; surprises?: string; decision?: 'adopt' | 'adapt' | 'abandon' | 'expand'; decision_why?: string; next_changes?: string; sustain_owner?: string; sustain_plan?: string; taught?: string; belief_after?: number; belief_reason?: string; readiness?: 'not_ready' | 'ready_with_support' | 'ready'; }; clear?: string[]; write?: { study?: TextChange; learned?: TextChange; }; add?: { schools?: string[]; builds_on?: string[]; measures?: string[]; }; remove?: { schools?: string[]; builds_on?: string[]; measures?: string[]; }; };
  /** Deletes a pdsa_cycle; it can be restored for 30 days. */
  archive_pdsa_cycle: { id: string; only_mine?: boolean };
  /** Brings an archived pdsa_cycle back. */
  restore_pdsa_cycle: { id: string };
  /** Shares a pdsa_cycle wider or narrower. */
  share_pdsa_cycle: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Quick start: what, prediction, by when. Makes the ramp when none is named, the cycle and its first question; the scale is 1-1-1-1. */
  plan_pdsa_cycle: { id: string; team: string; change_idea?: string; ramp?: string; title?: string; what: string; prediction: string; end_on: string; schools?: string[]; };
  /** Takes a cycle one step on: planned, doing, studying, acting, complete. */
  advance_pdsa_cycle: { id: string; seen_revision: number; to: 'draft' | 'planned' | 'doing' | 'studying' | 'acting' | 'complete' | 'paused' | 'stopped'; };
  /** Pauses a cycle; resume returns to where it stood. */
  pause_pdsa_cycle: { id: string; reason?: string; };
  /** Takes a paused cycle up again. */
  resume_pdsa_cycle: { id: string; };
  /** Ends a cycle before it is complete. */
  stop_pdsa_cycle: { id: string; reason?: string; };
  /** Takes a complete cycle back to studying and keeps the old study. */
  reopen_pdsa_cycle: { id: string; };
  /** Opens the next cycle of the ramp, copied from this one with its questions; predictions are asked anew. */
  continue_pdsa_cycle: { id: string; next: string; title?: string; };
  /** Takes the plan of a cycle one may see over into a draft of one's own team, with its questions and tasks and the credit; predictions, people, schools and dates are one's own to fill in. */
  clone_pdsa_cycle: { id: string; clone: string; team: string; change_idea?: string; ramp?: string; };
  /** Gives a cycle to another member of its team. */
  transfer_pdsa_cycle: { id: string; seen_revision: number; owner: string; };
  /** Creates a question. */
  create_question: { id: string; cycle: string; text: string; prediction?: string; prediction_reason?: string; confidence?: number; result?: string; verdict?: 'confirmed' | 'partly' | 'not_confirmed' | 'not_tested'; rank: string; };
  /** Changes fields of a question. */
  edit_question: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; prediction?: string; prediction_reason?: string; confidence?: number; result?: string; verdict?: 'confirmed' | 'partly' | 'not_confirmed' | 'not_tested'; rank?: string; }; clear?: string[]; };
  /** Deletes a question; it can be restored for 30 days. */
  archive_question: { id: string; only_mine?: boolean };
  /** Brings an archived question back. */
  restore_question: { id: string };
  /** Changes a locked prediction; the former one is kept and shown. */
  amend_prediction: { question: string; prediction: string; reason?: string; };
  /** Creates a task. */
  create_task: { id: string; cycle: string; what: string; who?: string; where?: string; when?: string; due_on?: string; done?: boolean; rank: string; };
  /** Changes fields of a task. */
  edit_task: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { what?: string; who?: string; where?: string; when?: string; due_on?: string; done?: boolean; rank?: string; }; clear?: string[]; };
  /** Deletes a task; it can be restored for 30 days. */
  archive_task: { id: string; only_mine?: boolean };
  /** Brings an archived task back. */
  restore_task: { id: string };
  /** Creates an observation. */
  create_observation: { id: string; cycle: string; at_ms: number; text: string; names_a_person?: boolean; };
  /** Changes fields of a observation. */
  edit_observation: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { at_ms?: number; text?: string; names_a_person?: boolean; }; clear?: string[]; };
  /** Deletes a observation; it can be restored for 30 days. */
  archive_observation: { id: string; only_mine?: boolean };
  /** Brings an archived observation back. */
  restore_observation: { id: string };
  /** Creates a change_protocol. */
  create_change_protocol: { id: string; title: string; purpose?: string; change_ideas?: string[]; authors?: string[]; language?: string; credits?: string; licence?: 'cc_by' | 'cc_by_sa' | 'cc_by_nc' | 'cc0' | 'all_rights_reserved'; team?: string; from_reply?: string; };
  /** Changes fields of a change_protocol. */
  edit_change_protocol: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; purpose?: string; language?: string; credits?: string; licence?: 'cc_by' | 'cc_by_sa' | 'cc_by_nc' | 'cc0' | 'all_rights_reserved'; }; clear?: string[]; add?: { change_ideas?: string[]; authors?: string[]; }; remove?: { change_ideas?: string[]; authors?: string[]; }; };
  /** Deletes a change_protocol; it can be restored for 30 days. */
  archive_change_protocol: { id: string; only_mine?: boolean };
  /** Brings an archived change_protocol back. */
  restore_change_protocol: { id: string };
  /** Shares a change_protocol wider or narrower. */
  share_change_protocol: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Creates a protocol_version. */
  create_protocol_version: { id: string; protocol: string; derived_from?: string; steps?: string; materials?: string; minutes?: number; core?: string; adaptable?: string; belief?: number; belief_reason?: string; };
  /** Changes fields of a protocol_version. */
  edit_protocol_version: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { steps?: string; materials?: string; minutes?: number; core?: string; adaptable?: string; belief?: number; belief_reason?: string; }; clear?: string[]; write?: { steps?: TextChange; materials?: TextChange; core?: TextChange; adaptable?: TextChange; }; };
  /** Deletes a protocol_version; it can be restored for 30 days. */
  archive_protocol_version: { id: string; only_mine?: boolean };
  /** Brings an archived protocol_version back. */
  restore_protocol_version: { id: string };
  /** Takes a version one step on: testing, which publishes it, recommended, standard; or retires it. */
  advance_protocol_version: { id: string; seen_revision: number; to: 'draft' | 'testing' | 'recommended' | 'standard' | 'retired'; reason?: string; };
  /** Creates a protocol_change. */
  create_protocol_change: { id: string; version: string; text: string; cycles?: string[]; };
  /** Changes fields of a protocol_change. */
  edit_protocol_change: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; }; clear?: string[]; add?: { cycles?: string[]; }; remove?: { cycles?: string[]; }; };
  /** Deletes a protocol_change; it can be restored for 30 days. */
  archive_protocol_change: { id: string; only_mine?: boolean };
  /** Brings an archived protocol_change back. */
  restore_protocol_change: { id: string };
  /** Creates an adoption. */
  create_adoption: { id: string; version: string; organization: string; team?: string; owner?: string; sustain_plan?: string; };
  /** Changes fields of a adoption. */
  edit_adoption: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { version?: string; owner?: string; sustain_plan?: string; }; clear?: string[]; };
  /** Deletes a adoption; it can be restored for 30 days. */
  archive_adoption: { id: string; only_mine?: boolean };
  /** Brings an archived adoption back. */
  restore_adoption: { id: string };
  /** Shares a adoption wider or narrower. */
  share_adoption: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Takes a site one step on with a protocol: testing, adopted, adapted; stops it, or takes it into consideration again. */
  advance_adoption: { id: string; seen_revision: number; to: 'considering' | 'testing' | 'adopted' | 'adapted' | 'stopped'; reason?: string; since?: string; };
  /** Creates a comment. */
  create_comment: { id: string; about_kind: string; about_id: string; about_field?: string; thread?: string; text: string; names_a_person?: boolean; };
  /** Changes fields of a comment. */
  edit_comment: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; names_a_person?: boolean; }; clear?: string[]; };
  /** Deletes a comment; it can be restored for 30 days. */
  archive_comment: { id: string; only_mine?: boolean };
  /** Brings an archived comment back. */
  restore_comment: { id: string };
  /** Settles a thread; it stays where it is. */
  resolve_comment: { id: string; };
  /** Takes a settled thread up again. */
  reopen_comment: { id: string; };
  /** Creates a flag. */
  create_flag: { id: string; about_kind: string; about_id: string; reason: string; };
  /** Deletes a flag; it can be restored for 30 days. */
  archive_flag: { id: string; only_mine?: boolean };
  /** Brings an archived flag back. */
  restore_flag: { id: string };
  /** Leaves what was flagged as it is, and says why. */
  dismiss_flag: { id: string; answer: string; };
  /** Takes a record out of everybody's sight but its author's and the desk's, and opens a case with the reason. */
  hold_record: { id: string; about_kind: string; about_id: string; reason: string; };
  /** Tells the author what to change. */
  ask_for_edits: { id: string; edits_asked: string; };
  /** Shows the record again to whom it was shared with; one that was removed comes back. */
  release_record: { id: string; reason?: string; };
  /** Asks a second person of the desk to confirm that the record is removed. */
  propose_removal: { id: string; reason: string; };
  /** Removes the record, as somebody else of the desk proposed. */
  confirm_removal: { id: string; };
  /** Asks the desk to look again; the author's right. */
  appeal_moderation: { id: string; appeal: string; };
  /** Answers an appeal: it stays as it is. */
  uphold_moderation: { id: string; reason: string; };
  /** Creates a post. */
  create_post: { id: string; post_kind: 'question' | 'offer' | 'tool' | 'visit' | 'story' | 'thanks'; title: string; text?: string; organization?: string; team?: string; change_ideas?: string[]; protocols?: string[]; cycles?: string[]; thanked?: string[]; };
  /** Changes fields of a post. */
  edit_post: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; text?: string; }; clear?: string[]; add?: { change_ideas?: string[]; protocols?: string[]; cycles?: string[]; thanked?: string[]; }; remove?: { change_ideas?: string[]; protocols?: string[]; cycles?: string[]; thanked?: string[]; }; };
  /** Deletes a post; it can be restored for 30 days. */
  archive_post: { id: string; only_mine?: boolean };
  /** Brings an archived post back. */
  restore_post: { id: string };
  /** Shares a post wider or narrower. */
  share_post: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Says that a school or district has taken a tool up, or no longer uses it. */
  use_post: { id: string; organization: string; used: boolean; };
  /** Says that a post is settled and takes no more replies, or opens it again. */
  close_post: { id: string; closed: boolean; };
  /** Names the reply that answered a question; none takes it back. */
  accept_reply: { id: string; reply?: string; };
  /** Creates a reply. */
  create_reply: { id: string; post: string; text: string; };
  /** Changes fields of a reply. */
  edit_reply: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; }; clear?: string[]; };
  /** Deletes a reply; it can be restored for 30 days. */
  archive_reply: { id: string; only_mine?: boolean };
  /** Brings an archived reply back. */
  restore_reply: { id: string };
  /** Creates a support_request. */
  create_support_request: { id: string; request_kind: 'coaching' | 'technical' | 'peer' | 'data' | 'design'; topic: string; needs?: string; urgency?: 'whenever' | 'this_month' | 'this_week'; organization?: string; change_ideas?: string[]; };
  /** Changes fields of a support_request. */
  edit_support_request: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { topic?: string; needs?: string; urgency?: 'whenever' | 'this_month' | 'this_week'; }; clear?: string[]; add?: { change_ideas?: string[]; }; remove?: { change_ideas?: string[]; }; };
  /** Deletes a support_request; it can be restored for 30 days. */
  archive_support_request: { id: string; only_mine?: boolean };
  /** Brings an archived support_request back. */
  restore_support_request: { id: string };
  /** Finds somebody who helps, says why this person, and promises an answer by a day. */
  match_support_request: { id: string; seen_revision: number; with: string; reason: string; answer_by: string; };
  /** Takes a request one step on: active, done; withdraws it, or opens it again. */
  advance_support_request: { id: string; seen_revision: number; to: 'open' | 'matched' | 'active' | 'done' | 'rated' | 'withdrawn'; outcome?: string; reason?: string; };
  /** Says how much the help helped. */
  rate_support_request: { id: string; seen_revision: number; rating: number; note?: string; };
  /** Creates an announcement. */
  create_announcement: { id: string; title: string; text?: string; until: string; };
  /** Changes fields of a announcement. */
  edit_announcement: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; text?: string; until?: string; }; clear?: string[]; };
  /** Deletes a announcement; it can be restored for 30 days. */
  archive_announcement: { id: string; only_mine?: boolean };
  /** Brings an archived announcement back. */
  restore_announcement: { id: string };
  /** Creates an activity. */
  create_activity: { id: string; title: string; instructions?: string; due?: string; teams: string[]; protocol?: string; change_idea?: string; };
  /** Changes fields of a activity. */
  edit_activity: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; instructions?: string; due?: string; protocol?: string; change_idea?: string; }; clear?: string[]; add?: { teams?: string[]; }; remove?: { teams?: string[]; }; };
  /** Deletes a activity; it can be restored for 30 days. */
  archive_activity: { id: string; only_mine?: boolean };
  /** Brings an archived activity back. */
  restore_activity: { id: string };
  /** Says that a team has done an activity, or has not after all. */
  finish_activity: { id: string; team: string; done: boolean; };
  /** Creates an adaptation. */
  create_adaptation: { id: string; version: string; parent?: string; organization: string; team?: string; what: string; stage?: 'pre_implementation' | 'implementation' | 'scale_up' | 'maintenance'; planned?: 'planned' | 'reactive'; decided_by?: string[]; decided_by_others?: string; modified?: 'content' | 'context_format' | 'context_setting' | 'context_personnel' | 'context_population' | 'training' | 'implementation'; nature?: 'tailoring' | 'packaging' | 'adding' | 'removing' | 'shortening' | 'lengthening' | 'substituting' | 'reordering' | 'spreading' | 'integrating_into_routine' | 'integrating_other' | 'repeating' | 'loosening' | 'departing'; for_level?: 'individual' | 'classroom' | 'team' | 'school' | 'district' | 'network'; keeps_core?: 'yes' | 'no' | 'unknown'; goal?: 'reach' | 'retention' | 'feasibility' | 'fit' | 'culture' | 'effectiveness' | 'cost' | 'satisfaction'; reason?: string; steps?: string; materials?: string; minutes?: number; core?: string; adaptable?: string; effect?: string; };
  /** Changes fields of a adaptation. */
  edit_adaptation: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { what?: string; stage?: 'pre_implementation' | 'implementation' | 'scale_up' | 'maintenance'; planned?: 'planned' | 'reactive'; decided_by_others?: string; modified?: 'content' | 'context_format' | 'context_setting' | 'context_personnel' | 'context_population' | 'training' | 'implementation'; nature?: 'tailoring' | 'packaging' | 'adding' | 'removing' | 'shortening' | 'lengthening' | 'substituting' | 'reordering' | 'spreading' | 'integrating_into_routine' | 'integrating_other' | 'repeating' | 'loosening' | 'departing'; for_level?: 'individual' | 'classroom' | 'team' | 'school' | 'district' | 'network'; keeps_core?: 'yes' | 'no' | 'unknown'; goal?: 'reach' | 'retention' | 'feasibility' | 'fit' | 'culture' | 'effectiveness' | 'cost' | 'satisfaction'; reason?: string; steps?: string; materials?: string; minutes?: number; core?: string; adaptable?: string; effect?: string; }; clear?: string[]; write?: { steps?: TextChange; materials?: TextChange; core?: TextChange; adaptable?: TextChange; }; add?: { decided_by?: string[]; }; remove?: { decided_by?: string[]; }; };
  /** Deletes a adaptation; it can be restored for 30 days. */
  archive_adaptation: { id: string; only_mine?: boolean };
  /** Brings an archived adaptation back. */
  restore_adaptation: { id: string };
  /** Shares a adaptation wider or narrower. */
  share_adaptation: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Keeps an adaptation, stops it, or tries a stopped one again. */
  conclude_adaptation: { id: string; seen_revision: number; to: 'trying' | 'kept' | 'stopped'; effect?: string; reason?: string; };
  /** Creates an upstream_proposal. */
  create_upstream_proposal: { id: string; adaptation: string; message: string; };
  /** Changes fields of a upstream_proposal. */
  edit_upstream_proposal: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { message?: string; }; clear?: string[]; };
  /** Deletes a upstream_proposal; it can be restored for 30 days. */
  archive_upstream_proposal: { id: string; only_mine?: boolean };
  /** Brings an archived upstream_proposal back. */
  restore_upstream_proposal: { id: string };
  /** Holds a proposal, declines it, or accepts it: its words become a draft of the protocol. */
  decide_upstream: { id: string; seen_revision: number; to: 'open' | 'held' | 'accepted' | 'declined'; reason?: string; version?: string; };
  /** Creates an evidence_card. */
  create_evidence_card: { id: string; protocol?: string; change_idea?: string; statement?: string; for_whom?: string; conditions_needed?: string; conditions_that_break?: string; open_questions?: string; belief?: number; readiness?: 'not_ready' | 'ready_with_support' | 'ready'; };
  /** Changes fields of a evidence_card. */
  edit_evidence_card: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { statement?: string; for_whom?: string; conditions_needed?: string; conditions_that_break?: string; open_questions?: string; belief?: number; readiness?: 'not_ready' | 'ready_with_support' | 'ready'; }; clear?: string[]; };
  /** Deletes a evidence_card; it can be restored for 30 days. */
  archive_evidence_card: { id: string; only_mine?: boolean };
  /** Brings an archived evidence_card back. */
  restore_evidence_card: { id: string };
  /** Shows an evidence card to the network and asks for objections. */
  open_evidence_card: { id: string; seen_revision: number; };
  /** Says that the network holds it to be true: five days after it was opened, with every objection answered. */
  agree_evidence_card: { id: string; seen_revision: number; };
  /** Takes an evidence card back to draft. */
  revise_evidence_card: { id: string; seen_revision: number; reason?: string; };
  /** Creates an evidence_row. */
  create_evidence_row: { id: string; card: string; organization: string; result?: 'improved' | 'partly' | 'no_change' | 'worse' | 'not_yet'; note?: string; cycles?: string[]; };
  /** Changes fields of a evidence_row. */
  edit_evidence_row: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { result?: 'improved' | 'partly' | 'no_change' | 'worse' | 'not_yet'; note?: string; }; clear?: string[]; add?: { cycles?: string[]; }; remove?: { cycles?: string[]; }; };
  /** Deletes a evidence_row; it can be restored for 30 days. */
  archive_evidence_row: { id: string; only_mine?: boolean };
  /** Brings an archived evidence_row back. */
  restore_evidence_row: { id: string };
  /** Creates an objection. */
  create_objection: { id: string; card: string; text: string; };
  /** Changes fields of a objection. */
  edit_objection: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; }; clear?: string[]; };
  /** Deletes a objection; it can be restored for 30 days. */
  archive_objection: { id: string; only_mine?: boolean };
  /** Brings an archived objection back. */
  restore_objection: { id: string };
  /** Says how an objection was answered. */
  resolve_objection: { id: string; resolution: string; };
  /** Creates a meeting. */
  create_meeting: { id: string; title: string; meeting_kind: 'network' | 'partnership' | 'executive' | 'team' | 'other'; team?: string; series?: string; held_next_to?: string; on: string; begins?: string; minutes?: number; facilitator?: string; norms?: string; notes?: string; present?: string[]; spoke?: string[]; };
  /** Changes fields of a meeting. */
  edit_meeting: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; series?: string; held_next_to?: string; on?: string; begins?: string; minutes?: number; facilitator?: string; norms?: string; notes?: string; }; clear?: string[]; write?: { notes?: TextChange; }; add?: { present?: string[]; spoke?: string[]; }; remove?: { present?: string[]; spoke?: string[]; }; };
  /** Deletes a meeting; it can be restored for 30 days. */
  archive_meeting: { id: string; only_mine?: boolean };
  /** Brings an archived meeting back. */
  restore_meeting: { id: string };
  /** Publishes a meeting's agenda, begins the meeting, closes it; opens it again to correct. */
  advance_meeting: { id: string; seen_revision: number; to: 'scheduled' | 'agenda_published' | 'live' | 'closed'; };
  /** Creates an agenda_item. */
  create_agenda_item: { id: string; meeting: string; rank: string; title?: string; item_kind: 'district_report' | 'decision' | 'problem' | 'learning' | 'tension' | 'voice_check' | 'review' | 'consolidation' | 'support'; lead?: string; minutes?: number; outcome_wanted?: string; result?: string; cycles?: string[]; support_requests?: string[]; change_ideas?: string[]; };
  /** Changes fields of a agenda_item. */
  edit_agenda_item: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { rank?: string; title?: string; lead?: string; minutes?: number; outcome_wanted?: string; result?: string; }; clear?: string[]; add?: { cycles?: string[]; support_requests?: string[]; change_ideas?: string[]; }; remove?: { cycles?: string[]; support_requests?: string[]; change_ideas?: string[]; }; };
  /** Deletes a agenda_item; it can be restored for 30 days. */
  archive_agenda_item: { id: string; only_mine?: boolean };
  /** Brings an archived agenda_item back. */
  restore_agenda_item: { id: string };
  /** Creates a district_report. */
  create_district_report: { id: string; meeting: string; organization: string; text?: string; asks?: string; };
  /** Changes fields of a district_report. */
  edit_district_report: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; asks?: string; }; clear?: string[]; write?: { text?: TextChange; asks?: TextChange; }; };
  /** Deletes a district_report; it can be restored for 30 days. */
  archive_district_report: { id: string; only_mine?: boolean };
  /** Brings an archived district_report back. */
  restore_district_report: { id: string };
  /** Creates a meeting_decision. */
  create_meeting_decision: { id: string; meeting?: string; text: string; why: string; decided_by?: string; deciders?: string[]; change_ideas?: string[]; cycles?: string[]; review_on?: string; };
  /** Changes fields of a meeting_decision. */
  edit_meeting_decision: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; why?: string; decided_by?: string; review_on?: string; }; clear?: string[]; add?: { deciders?: string[]; change_ideas?: string[]; cycles?: string[]; }; remove?: { deciders?: string[]; change_ideas?: string[]; cycles?: string[]; }; };
  /** Deletes a meeting_decision; it can be restored for 30 days. */
  archive_meeting_decision: { id: string; only_mine?: boolean };
  /** Brings an archived meeting_decision back. */
  restore_meeting_decision: { id: string };
  /** Says whether a decision is kept or changed, and why; one that is kept may get another day. */
  review_decision: { id: string; to: 'made' | 'kept' | 'changed'; why: string; review_on?: string; };
  /** Creates a meeting_action. */
  create_meeting_action: { id: string; meeting?: string; text: string; owner: string; due: string; };
  /** Changes fields of a meeting_action. */
  edit_meeting_action: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { text?: string; owner?: string; due?: string; }; clear?: string[]; };
  /** Deletes a meeting_action; it can be restored for 30 days. */
  archive_meeting_action: { id: string; only_mine?: boolean };
  /** Brings an archived meeting_action back. */
  restore_meeting_action: { id: string };
  /** Says that an action is done or dropped; or opens it again. */
  finish_action: { id: string; to: 'open' | 'done' | 'dropped'; reason?: string; };
  /** Creates a measure. */
  create_measure: { id: string; title: string; measure_kind: 'outcome' | 'process' | 'balancing'; data: 'value' | 'proportion' | 'rate' | 'count' | 'time_between' | 'count_between'; direction: 'increase' | 'decrease' | 'neither'; target?: number; chart_type: 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip'; rule_set?: 'anhoej' | 'three_sigma' | 'western_electric' | 'nelson' | 'nhs' | 'ihi'; screened_moving_ranges?: boolean; multiply?: number; schedule: 'daily' | 'weekly' | 'two_weekly' | 'monthly' | 'quarterly' | 'yearly' | 'per_event'; aims?: string[]; drivers?: string[]; };
  /** Changes fields of a measure. */
  edit_measure: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; measure_kind?: 'outcome' | 'process' | 'balancing'; direction?: 'increase' | 'decrease' | 'neither'; target?: number; chart_type?: 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip'; rule_set?: 'anhoej' | 'three_sigma' | 'western_electric' | 'nelson' | 'nhs' | 'ihi'; screened_moving_ranges?: boolean; multiply?: number; schedule?: 'daily' | 'weekly' | 'two_weekly' | 'monthly' | 'quarterly' | 'yearly' | 'per_event'; }; clear?: string[]; add?: { aims?: string[]; drivers?: string[]; }; remove?: { aims?: string[]; drivers?: string[]; }; };
  /** Deletes a measure; it can be restored for 30 days. */
  archive_measure: { id: string; only_mine?: boolean };
  /** Brings an archived measure back. */
  restore_measure: { id: string };
  /** Takes a measure into use, pauses it, takes it up again or retires it. */
  advance_measure: { id: string; seen_revision: number; to: 'draft' | 'active' | 'paused' | 'retired'; reason?: string; };
  /** Creates a measure_definition. */
  create_measure_definition: { id: string; measure: string; definition?: string; numerator?: string; denominator?: string; inclusion?: string; source?: string; collected_by?: string; how_often?: string; unit?: string; minutes_to_collect?: number; burden?: string; };
  /** Changes fields of a measure_definition. */
  edit_measure_definition: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { definition?: string; numerator?: string; denominator?: string; inclusion?: string; source?: string; collected_by?: string; how_often?: string; unit?: string; minutes_to_collect?: number; burden?: string; }; clear?: string[]; };
  /** Deletes a measure_definition; it can be restored for 30 days. */
  archive_measure_definition: { id: string; only_mine?: boolean };
  /** Brings an archived measure_definition back. */
  restore_measure_definition: { id: string };
  /** Puts a definition in force from a day on; where another one was in force, every series of the measure gets a new phase on that day. */
  publish_measure_definition: { id: string; seen_revision: number; starts_on: string; reason?: string; };
  /** Creates a measure_series. */
  create_measure_series: { id: string; measure: string; scope: 'school' | 'team' | 'district' | 'network' | 'context_group'; organization?: string; team?: string; context_group?: string; pooled?: boolean; chart_type?: 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip'; baseline_points?: number; };
  /** Changes fields of a measure_series. */
  edit_measure_series: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { chart_type?: 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip'; baseline_points?: number; }; clear?: string[]; };
  /** Deletes a measure_series; it can be restored for 30 days. */
  archive_measure_series: { id: string; only_mine?: boolean };
  /** Brings an archived measure_series back. */
  restore_measure_series: { id: string };
  /** Shares a measure_series wider or narrower. */
  share_measure_series: { id: string; seen_revision: number; shared_with: 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public'; guests?: string[] };
  /** Lets a series count in the network's pooled charts, or takes it out again. */
  release_measure_series: { id: string; released: boolean; };
  /** Releases what is due of a pooled series. The server does that by itself, every minute. */
  pool_measure_series: { id: string; };
  /** Creates a data_point. */
  create_data_point: { id: string; series: string; on: string; value?: number; numerator?: number; denominator?: number; answers?: number; missing?: 'no_window' | 'not_collected'; missing_reason?: string; };
  /** Deletes a data_point; it can be restored for 30 days. */
  archive_data_point: { id: string; only_mine?: boolean };
  /** Brings an archived data_point back. */
  restore_data_point: { id: string };
  /** Says anew, as a whole, what a point says, and why; what it said stays in its history. */
  correct_data_point: { id: string; seen_revision: number; on?: string; value?: number; numerator?: number; denominator?: number; answers?: number; missing?: 'no_window' | 'not_collected'; missing_reason?: string; reason: string; };
  /** Leaves a point out of centre, limits and runs, or counts it in again; it is drawn either way. */
  exclude_data_point: { id: string; excluded: boolean; reason?: string; };
  /** Enters many points at once, all of them or none; a refusal names the row, counted from 1. */
  import_data_points: { import_id: string; rows: { series: string; on: string; value?: number; numerator?: number; denominator?: number; answers?: number; missing?: 'no_window' | 'not_collected'; missing_reason?: string; }[]; };
  /** Takes back what an import brought, but for what others have changed since. */
  undo_data_import: { import_id: string; series: string[]; };
  /** Creates a chart_phase. */
  create_chart_phase: { id: string; series: string; starts_on: string; title?: string; reason?: string; event?: string; cycles?: string[]; };
  /** Changes fields of a chart_phase. */
  edit_chart_phase: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { starts_on?: string; title?: string; reason?: string; event?: string; }; clear?: string[]; add?: { cycles?: string[]; }; remove?: { cycles?: string[]; }; };
  /** Deletes a chart_phase; it can be restored for 30 days. */
  archive_chart_phase: { id: string; only_mine?: boolean };
  /** Brings an archived chart_phase back. */
  restore_chart_phase: { id: string };
  /** Proposes a phase, confirms what somebody else proposed, or withdraws it. */
  advance_chart_phase: { id: string; seen_revision: number; to: 'suggested' | 'proposed' | 'confirmed' | 'withdrawn'; reason?: string; };
  /** Creates a chart_annotation. */
  create_chart_annotation: { id: string; series: string; on: string; until?: string; text: string; annotation_kind: 'note' | 'event' | 'change' | 'data'; cycles?: string[]; };
  /** Changes fields of a chart_annotation. */
  edit_chart_annotation: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { on?: string; until?: string; text?: string; annotation_kind?: 'note' | 'event' | 'change' | 'data'; }; clear?: string[]; add?: { cycles?: string[]; }; remove?: { cycles?: string[]; }; };
  /** Deletes a chart_annotation; it can be restored for 30 days. */
  archive_chart_annotation: { id: string; only_mine?: boolean };
  /** Brings an archived chart_annotation back. */
  restore_chart_annotation: { id: string };
  /** Creates a chart_signal. */
  create_chart_signal: { id: string; series: string; rule: 'outside_limits' | 'long_run' | 'few_crossings' | 'shift' | 'trend' | 'two_of_three' | 'four_of_five' | 'alternating' | 'hugging_centre' | 'avoiding_centre' | 'too_few_runs' | 'too_many_runs' | 'astronomical'; first_on: string; last_on: string; points?: string[]; direction?: 'improvement' | 'concern' | 'either'; explanation?: string; cycles?: string[]; };
  /** Says that somebody has looked into a signal, and what they think is behind it. */
  acknowledge_chart_signal: { id: string; explanation: string; cycles?: string[]; };
  /** Deletes a chart_signal; it can be restored for 30 days. */
  archive_chart_signal: { id: string; only_mine?: boolean };
  /** Brings an archived chart_signal back. */
  restore_chart_signal: { id: string };
  /** Creates a follow. */
  create_follow: { id: string; about_kind: string; about_id: string; };
  /** Deletes a follow; it can be restored for 30 days. */
  archive_follow: { id: string; only_mine?: boolean };
  /** Brings an archived follow back. */
  restore_follow: { id: string };
  /** Creates a notice_setting. */
  create_notice_setting: { id: string; digest?: 'none' | 'daily' | 'weekly'; weekday?: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'; hour?: number; quiet_from?: number; quiet_to?: number; time_zone?: string; language?: 'en' | 'es'; reminders?: boolean; read_until_ms?: number; };
  /** Changes fields of a notice_setting. */
  edit_notice_setting: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { digest?: 'none' | 'daily' | 'weekly'; weekday?: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'; hour?: number; quiet_from?: number; quiet_to?: number; time_zone?: string; language?: 'en' | 'es'; reminders?: boolean; read_until_ms?: number; }; clear?: string[]; };
  /** Creates an attachment. */
  create_attachment: { id: string; cycle?: string; observation?: string; protocol?: string; title: string; text?: string; content: string; media_type: 'jpeg' | 'png' | 'webp' | 'pdf' | 'docx' | 'xlsx' | 'pptx'; bytes: number; names_a_person?: boolean; };
  /** Changes fields of a attachment. */
  edit_attachment: { id: string; seen_revision: number; if_changed?: 'overwrite' | 'refuse'; set?: { title?: string; text?: string; names_a_person?: boolean; }; clear?: string[]; };
  /** Deletes a attachment; it can be restored for 30 days. */
  archive_attachment: { id: string; only_mine?: boolean };
  /** Brings an archived attachment back. */
  restore_attachment: { id: string };
}
export type CommandName = keyof CommandArgs;

export const REFUSAL_CODES = [
  'aim_incomplete',
  'archived',
  'bad_origin',
  'duplicate_link',
  'fixed_once',
  'guessable',
  'id_reused',
  'id_taken',
  'in_the_future',
  'last_director',
  'lead_must_agree',
  'loop',
  'mail_not_taken',
  'missing',
  'names_a_person',
  'needs_code',
  'needs_decision',
  'needs_end_date',
  'needs_learning',
  'needs_owner',
  'needs_passkey',
  'needs_prediction',
  'needs_reason',
  'needs_scale',
  'needs_second_factor',
  'needs_second_person',
  'needs_sustain_plan',
  'needs_verdict',
  'no_such_invitation',
  'not_a_choice',
  'not_a_date',
  'not_a_list',
  'not_a_number',
  'not_a_rank',
  'not_an_id',
  'not_found',
  'not_text',
  'not_usable',
  'not_well_formed',
  'not_yours',
  'objected',
  'only_way_in',
  'our_fault',
  'passkey_refused',
  'photo_tells_more',
  'prediction_locked',
  'provider_unreachable',
  'published',
  'set_by_rule',
  'sign_in_failed',
  'signed_out',
  'stale',
  'still_used',
  'storage_full',
  'too_big',
  'too_deep',
  'too_early',
  'too_large',
  'too_long',
  'too_many',
  'too_many_attempts',
  'too_short',
  'too_small',
  'unknown_command',
  'unknown_field',
  'unknown_kind',
  'unknown_media_type',
  'unknown_wire_version',
  'weak_password',
  'wrong_link',
  'wrong_state',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type Level = 'author' | 'team' | 'school' | 'district' | 'hub' | 'network' | 'public';
export type Role = 'hub_director' | 'hub_facilitator' | 'improvement_advisor' | 'coach' | 'analyst' | 'partnership_manager' | 'district_lead' | 'executive_sponsor' | 'school_lead' | 'team_member' | 'researcher' | 'partner' | 'observer';
export type CycleState = 'draft' | 'planned' | 'doing' | 'studying' | 'acting' | 'complete' | 'paused' | 'stopped';
export type Decision = 'adopt' | 'adapt' | 'abandon' | 'expand';
export type Verdict = 'confirmed' | 'partly' | 'not_confirmed' | 'not_tested';
export type NodeKind = 'aim' | 'primary' | 'secondary' | 'change_idea';
export type NodeState = 'in_play' | 'parked' | 'retired';
export type ProtocolState = 'draft' | 'testing' | 'recommended' | 'standard' | 'retired';
export type AdoptionState = 'considering' | 'testing' | 'adopted' | 'adapted' | 'stopped';
export type PostKind = 'question' | 'offer' | 'tool' | 'visit' | 'story' | 'thanks';
export type RequestKind = 'coaching' | 'technical' | 'peer' | 'data' | 'design';
export type Urgency = 'whenever' | 'this_month' | 'this_week';
export type RequestState = 'open' | 'matched' | 'active' | 'done' | 'rated' | 'withdrawn';
export type AdaptationState = 'trying' | 'kept' | 'stopped';
export type ProposalState = 'open' | 'held' | 'accepted' | 'declined';
export type EvidenceState = 'draft' | 'open' | 'agreed' | 'challenged';
export type EvidenceResult = 'improved' | 'partly' | 'no_change' | 'worse' | 'not_yet';
export type MeetingKind = 'network' | 'partnership' | 'executive' | 'team' | 'other';
export type MeetingState = 'scheduled' | 'agenda_published' | 'live' | 'closed';
export type ItemKind = 'district_report' | 'decision' | 'problem' | 'learning' | 'tension' | 'voice_check' | 'review' | 'consolidation' | 'support';
export type DecisionState = 'made' | 'kept' | 'changed';
export type ActionState = 'open' | 'done' | 'dropped';
export type MeasureKind = 'outcome' | 'process' | 'balancing';
export type MeasureData = 'value' | 'proportion' | 'rate' | 'count' | 'time_between' | 'count_between';
export type MeasureState = 'draft' | 'active' | 'paused' | 'retired';
export type ChartType = 'run' | 'i' | 'mr' | 'p' | 'pp' | 'u' | 'up' | 'c' | 'xbar' | 's' | 't' | 'g' | 'ip';
export type RuleSet = 'anhoej' | 'three_sigma' | 'western_electric' | 'nelson' | 'nhs' | 'ihi';
export type Schedule = 'daily' | 'weekly' | 'two_weekly' | 'monthly' | 'quarterly' | 'yearly' | 'per_event';
export type SeriesScope = 'school' | 'team' | 'district' | 'network' | 'context_group';
export type PhaseState = 'suggested' | 'proposed' | 'confirmed' | 'withdrawn';
export type SignalRule = 'outside_limits' | 'long_run' | 'few_crossings' | 'shift' | 'trend' | 'two_of_three' | 'four_of_five' | 'alternating' | 'hugging_centre' | 'avoiding_centre' | 'too_few_runs' | 'too_many_runs' | 'astronomical';
export const WIRE_VERSION = 1;
