/** Names of copies: "Beach copy", then "Beach copy 2"; of what was frozen: "Beach, 2025-11-03". */

/** As the contract has it. */
const LONGEST = 200

/** A name that is not taken; a copy of a copy is another copy of the same. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const original = name.replace(/ copy(?: \d+)?$/u, '')
  return firstFree(original, (number) => (number === 1 ? ' copy' : ` copy ${String(number)}`), taken)
}

/**
 * What was frozen is what the collection held on a day: the name says which. The day is written as files are named, so
 * that several of one collection stand in their order.
 */
export function frozenName(name: string, nowMs: number, taken: ReadonlySet<string>): string {
  const now = new Date(nowMs)
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'))
  return firstFree(name, (number) => `, ${day.join('-')}${number === 1 ? '' : ` (${String(number)})`}`, taken)
}

function firstFree(name: string, endingOf: (number: number) => string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const ending = endingOf(number)
    const candidate = `${name.slice(0, LONGEST - ending.length)}${ending}`
    if (!taken.has(candidate)) return candidate
  }
}
