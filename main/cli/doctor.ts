/** Is everything sound: the database, the model's files, and what the model answers on this machine? */
import { rankerFiles, verifyFiles, verifyModel } from '../packs/manifest.ts'
import type { Command } from './commands.ts'
import { EXIT, table, write } from './output.ts'

interface Check {
  readonly name: string
  readonly passed: boolean
  readonly message: string
}

async function attempt(name: string, work: () => Promise<string> | string): Promise<Check> {
  try {
    return { name, passed: true, message: await work() }
  } catch (error) {
    return { name, passed: false, message: error instanceof Error ? error.message : String(error) }
  }
}

export const doctor: Command = {
  summary: 'check the database, the model files and the model itself',
  help: `Usage: podium doctor [--json] [--library FILE]

Checks the library's database, compares every model file with its sha256, and asks the model about known pictures and
sentences whose answers are stored. Exit code 0 when all is sound.`,
  options: { json: { type: 'boolean' } },
  async run({ session, values, out }) {
    const { app, modelFolder } = session
    const checks = [
      await attempt('library', () => {
        const problems = app.library.integrity()
        if (problems.length > 0)
          throw new Error(`${app.library.file} is damaged: ${problems.join('; ')}. Restore a backup or index again.`)
        return `${app.library.file} is sound.`
      }),
      await attempt('model files', async () => {
        await verifyModel(modelFolder, app.manifest, true)
        if (app.ranker !== null) await verifyFiles(modelFolder, rankerFiles(app.ranker), true)
        const ids = [app.manifest.id, ...(app.ranker === null ? [] : [app.ranker.id])]
        return `Every file of ${ids.join(' and ')} is as published.`
      }),
      await attempt('model answers', async () => {
        const result = await app.inference.selfTest()
        if (!result.passed) throw new Error(result.message)
        return `${result.message} (device ${result.device}, worst cosine ${result.worstCosine.toFixed(5)})`
      }),
    ]
    const passed = checks.every((check) => check.passed)
    if (values['json'] === true) await write(out, `${JSON.stringify({ passed, checks })}\n`)
    else await write(out, table(checks.map((check) => [check.passed ? 'ok' : 'FAILED', check.name, check.message])))
    if (passed) return EXIT.done
    return checks[0]?.passed === false ? EXIT.library : EXIT.model
  },
}
