import { describe, expect, it } from 'vitest';
import type { View } from '../sync/replica';
import { mentionOf, pointedAt } from './mentions';

const ours = 'https://wheel.example';
const point = (text: string) => pointedAt(text, ours, 'net');

describe('an address in a text', () => {
  it('points at a cycle, an idea, a team, a protocol, a diagram or a box of it', () => {
    expect(point(`${ours}/n/net/cycles/c1`)).toEqual({ kind: 'pdsa_cycle', id: 'c1' });
    expect(point(`  ${ours}/n/net/ideas/i1/\n`)).toEqual({ kind: 'idea', id: 'i1' });
    expect(point(`${ours}/n/net/teams/t1#members`)).toEqual({ kind: 'team', id: 't1' });
    expect(point(`${ours}/n/net/protocols/p1?version=v2`)).toEqual({ kind: 'change_protocol', id: 'p1' });
    expect(point(`${ours}/n/net/drivers/d1`)).toEqual({ kind: 'driver_diagram', id: 'd1', node: undefined });
    expect(point(`${ours}/n/net/drivers/d1?view=board&node=b1`)).toEqual({
      kind: 'driver_diagram',
      id: 'd1',
      node: 'b1',
    });
  });

  it.each([
    ['another network', `${ours}/n/other/cycles/c1`],
    ['another server', 'https://elsewhere.example/n/net/cycles/c1'],
    ['a server whose name only begins like ours', `${ours}.evil/n/net/cycles/c1`],
    ['a list', `${ours}/n/net/cycles`],
    ['something below a record', `${ours}/n/net/cycles/c1/more`],
    ['a screen without records', `${ours}/n/net/constructor/c1`],
    ['an address among words', `see ${ours}/n/net/cycles/c1`],
    ['two addresses', `${ours}/n/net/cycles/c1 ${ours}/n/net/cycles/c2`],
    ['a path alone', '/n/net/cycles/c1'],
    ['nothing', ''],
  ])('is left alone when it is %s', (_, text) => expect(point(text)).toBeUndefined());
});

describe('a mention', () => {
  const all: Record<string, object> = {
    'pdsa_cycle/c1': { title: ' Greeting\nat the door ' },
    'team/t1': { name: 'Cedar' },
    'change_protocol/p1': { title: 'Exit ticket' },
    'driver_diagram/d1': { title: 'Drivers' },
    'driver_node/b1': { diagram: 'd1', node_kind: 'primary', text: 'Relationships' },
    'driver_node/i1': { diagram: 'd2', node_kind: 'change_idea', text: 'Call home' },
  };
  const records = { get: (kind: string, id: string) => all[`${kind}/${id}`] } as unknown as Pick<View, 'get'>;
  const mention = (path: string) => mentionOf(`${ours}/n/net/${path}`, ours, 'net', records);

  it('has the title before the address, on one line', () => {
    expect(mention('cycles/c1')).toBe(`“Greeting at the door” ${ours}/n/net/cycles/c1`);
    expect(mention('teams/t1')).toBe(`“Cedar” ${ours}/n/net/teams/t1`);
    expect(mention('protocols/p1')).toBe(`“Exit ticket” ${ours}/n/net/protocols/p1`);
    expect(mention('ideas/i1')).toBe(`“Call home” ${ours}/n/net/ideas/i1`);
  });

  it('names the box where there is one in that diagram', () => {
    expect(mention('drivers/d1?node=b1')).toBe(`“Relationships” ${ours}/n/net/drivers/d1?node=b1`);
    expect(mention('drivers/d1?node=i1')).toBe(`“Drivers” ${ours}/n/net/drivers/d1?node=i1`);
    expect(mention('drivers/d1')).toBe(`“Drivers” ${ours}/n/net/drivers/d1`);
  });

  it('says nothing of what this person does not see', () => {
    expect(mention('cycles/hidden')).toBeUndefined();
    expect(mention('drivers/hidden?node=b1')).toBeUndefined();
    expect(mention('ideas/b1')).toBeUndefined();
  });
});
