// What somebody may have meant who wrote a name that there is not.

/** How many letters have to be put in, left out or changed to come from one name to the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, against] of [...other].entries()) {
      const changed = row[column]! + (letter.toLowerCase() === against.toLowerCase() ? 0 : 1);
      next.push(Math.min(changed, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}

/** The known name that is nearest, unless that is far. */
export function nearestName(name: string, known: string[]): string | undefined {
  const ranked = known.map((each) => [distance(name, each), each] as const).sort(([one], [other]) => one - other);
  const [steps, nearest] = ranked[0]!;
  return steps <= Math.max(2, name.length / 3) ? nearest : undefined;
}
