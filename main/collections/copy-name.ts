/** Names of copies: "Beach copy", then "Beach copy 2". */

/** As the contract has it. */
const LONGEST = 200

/** A name that is not taken; a copy of a copy is another copy of the same. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const original = name.replace(/ copy(?: \d+)?$/u, '')
  for (let number = 1; ; number++) {
    const ending = number === 1 ? ' copy' : ` copy ${String(number)}`
    const candidate = `${original.slice(0, LONGEST - ending.length)}${ending}`
    if (!taken.has(candidate)) return candidate
  }
}
