/** Is everything sound: the database, the model's files, and what the model answers on this machine? */
import type { App } from '../app.ts'
import type { Command } from './commands.ts'
import { EXIT, table, write } from './output.ts'

interface Check {
  readonly name: string
  readonly passed: boolean
  readonly message: string
}

function checkLibrary({ file, integrity }: Pick<App['library'], 'file' | 'integrity'>): Check {
  const problems = integrity()
  const passed = problems.length === 0
  const message = passed
    ? `${file} is sound.`
    : `${file} is damaged: ${problems.join('; ')}. Restore a backup or index again.`
  return { name: 'library', passed, message }
}

export const doctor: Command = {
  summary: 'check the database, the model files and the model itself',
  help: `Usage: podium doctor [--json] [--library FILE]

Checks the library's database, compares every model file with its sha256, and asks the model about known pictures and
sentences whose answers are stored. Exit code 0 when all is sound.`,
  options: { json: { type: 'boolean' } },
  async run({ session, values, out }) {
    const { app } = session
    const { files, answers } = await app.models.check()
    const checks: Check[] = [
      checkLibrary(app.library),
      { name: 'model files', ...files },
      {
        name: 'model answers',
        passed: answers.passed,
        message:
          answers.device === null || answers.worstCosine === null
            ? answers.message
            : `${answers.message} (device ${answers.device}, worst cosine ${answers.worstCosine.toFixed(5)})`,
      },
    ]
    const passed = checks.every((check) => check.passed)
    if (values['json'] === true) await write(out, `${JSON.stringify({ passed, checks })}\n`)
    else await write(out, table(checks.map((check) => [check.passed ? 'ok' : 'FAILED', check.name, check.message])))
    if (passed) return EXIT.done
    return checks[0]?.passed === false ? EXIT.library : EXIT.model
  },
}
