/** The names most like a given one, nearest first: what somebody who mistyped it may have meant. */
export function nearest(name: string, names: readonly string[], count: number): string[] {
  const wanted = plain(name)
  return names
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

/** A name as it is compared: case and the width of spaces do not matter. */
export function plain(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Half the words in common weigh as much as the spelling: people rephrase more than they mistype. */
function distanceOf(one: string, other: string): number {
  const longest = Math.max(one.length, other.length, 1)
  return edits(one, other) / longest + unshared(one, other)
}

/** Letters to insert, drop or replace (Levenshtein). */
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at]
    for (let to = 1; to <= other.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

/** Which part of the words of both, articles aside, only one of them has. */
function unshared(one: string, other: string): number {
  const [mine, theirs] = [wordsOf(one), wordsOf(other)]
  const all = new Set([...mine, ...theirs])
  const shared = [...all].filter((word) => mine.has(word) && theirs.has(word)).length
  return all.size === 0 ? 0 : 1 - shared / all.size
}

function wordsOf(name: string): Set<string> {
  return new Set(
    name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && !['a', 'an', 'the', 'is'].includes(word)),
  )
}
