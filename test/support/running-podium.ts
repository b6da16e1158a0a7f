/** Podium as its user starts it for a browser: what was built, in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface RunningPodium {
  /** Opens once: it carries the one-time token. */
  readonly address: string
  readonly process: ChildProcess
  stop(): Promise<number | null>
}

export async function startPodium(dataFolder: string, words: readonly string[] = []): Promise<RunningPodium> {
  const entry = fileURLToPath(new URL('../../out/main/serve.js', import.meta.url))
  const child = spawn(process.execPath, [entry, '--no-open', ...words], {
    env: { ...process.env, PODIUM_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`Podium ended with code ${String(code)} before it named its address.`))
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /https?:\/\/\S+/u.exec(line)
      if (found !== null) resolve(found[0])
    })
  })
  return {
    address,
    process: child,
    async stop() {
      if (child.exitCode !== null) return child.exitCode
      child.kill('SIGINT')
      await once(child, 'exit')
      return child.exitCode
    },
  }
}
