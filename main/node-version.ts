/** The native database library ends an older Node without a message, so every entry asks here before it loads more. */
const OLDEST_MAJOR = 24

/** Null where this Node will do, otherwise what to say. */
export function nodeVersionProblem(version: string): string | null {
  const major = Number.parseInt(version, 10)
  if (major >= OLDEST_MAJOR) return null
  return (
    `Podium needs Node ${String(OLDEST_MAJOR)} or newer and this is Node ${version}. ` +
    'Start it with "npm start" or "npm run podium": they bring the right Node with them.'
  )
}

export function requireNode(): void {
  const problem = nodeVersionProblem(process.versions.node)
  if (problem === null) return
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}
