import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../support/picture-folder.ts'

const runtime = new URL('../../../main/inference/runtime.ts', import.meta.url)
const model = new URL('../../../models/onnx/ranker-sentence.onnx', import.meta.url)

it('opens a model without leaving anything of the runtime in the home folder, least an identifier to send home', async () => {
  const home = await temporaryFolder()
  const program = `
    import { fileURLToPath } from 'node:url'
    const { openModel } = await import('${runtime.href}')
    const model = await openModel(fileURLToPath('${model.href}'), { providers: ['cpu'], threads: 1 })
    await model.close()
    console.log(process.env.ORT_DISABLE_TELEMETRY)`
  // Nothing else of this environment: what runs tests is a reason of its own for the runtime to be silent.
  const env = { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, LOCALAPPDATA: home }
  const ended = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env })
  expect(ended.stdout).toBe('1\n')
  expect(await readdir(home, { recursive: true })).toEqual([])
})
