import { describe, expect, it } from 'vitest';
import { layOutRamp, type Linked } from './ramp-layout';

// "a b<a c<a,b": c builds on a and b.
function ramp(text: string): Linked[] {
  return text.split(' ').map((word) => {
    const [id, from] = word.split('<');
    return from === undefined ? { id: id! } : { id: id!, builds_on: from.split(',') };
  });
}

/** The graph as text, one line a lane; `-` where a link runs through. */
function drawn(text: string): string[] {
  const layout = layOutRamp(ramp(text));
  return Array.from({ length: layout.lanes }, (_, lane) =>
    Array.from(
      { length: layout.columns },
      (_, column) => layout.places.find((p) => p.lane === lane && p.column === column)?.id ?? '.',
    ).join(' '),
  );
}

describe('the graph of a ramp', () => {
  it('is a line where each builds on the one before', () => {
    expect(drawn('a b<a c<b')).toEqual(['a b c']);
  });

  it('forks into lanes of its own', () => {
    expect(drawn('a b<a c<a d<b e<c')).toEqual(['a b d', '. c e']);
  });

  it('joins in the column after the later of the two, and draws a diamond', () => {
    expect(drawn('a b<a c<a d<b,c')).toEqual(['a b d', '. c .']);
  });

  it('has several beginnings, several at once, and joins them', () => {
    expect(drawn('a b c<a d<b e<c,d')).toEqual(['a c e', 'b d .']);
    expect(drawn('a b c')).toEqual(['a', 'b', 'c']);
  });

  it('keeps the way of a link that skips columns clear of other cycles', () => {
    // d builds on a directly, while b and c lie between: it must not run through them.
    const { places } = layOutRamp(ramp('a b<a c<b d<c,a e<a f<e'));
    for (const place of places) {
      for (const from of place.from) {
        const source = places.find((p) => p.id === from)!;
        const between = places.filter(
          (p) => p.lane === place.lane && p.column > source.column && p.column < place.column,
        );
        expect(between, `${from} to ${place.id}`).toEqual([]);
      }
    }
  });

  it('stands no two cycles in one place', () => {
    const { places } = layOutRamp(ramp('a b<a c<a d<a e<b,d f<a g<e,f h<c,g i j<i,h'));
    expect(new Set(places.map((p) => `${p.column}/${p.lane}`)).size).toBe(places.length);
  });

  it('knows nothing of cycles that are not here', () => {
    expect(drawn('b<hidden c<b,hidden')).toEqual(['b c']);
    expect(layOutRamp(ramp('b<hidden')).places[0]!.from).toEqual([]);
  });

  it('draws what goes round in a loop without its last link', () => {
    const { places } = layOutRamp(ramp('a<c b<a c<b'));
    expect(places.map((p) => p.from.length).reduce((x, y) => x + y)).toBe(2);
    expect(layOutRamp(ramp('a<a')).places[0]!.from).toEqual([]);
  });

  it('is empty for no cycles', () => {
    expect(layOutRamp([])).toEqual({ places: [], columns: 0, lanes: 0 });
  });
});
