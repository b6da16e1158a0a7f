/** Entry: the podium command. */
import { requireNode } from './node-version.ts'

requireNode()
const { runCommand } = await import('./cli/run.ts')
process.exitCode = await runCommand(process.argv.slice(2), import.meta.url)
