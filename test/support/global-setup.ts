/** Native modules end an older Node without a message: say it once, before any test. */
import { nodeVersionProblem } from '../../main/node-version.ts'

export function setup(): void {
  const problem = nodeVersionProblem(process.versions.node)
  if (problem !== null) throw new Error(problem)
}
