/** Starting other programs, and what the launcher says. Plain JavaScript for Node 20, like all of the launcher. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const MODULES = join(ROOT, 'node_modules')

/** Threads for files: Node's own four are soon all waiting for a slow disk while an export flushes what it copied. */
const FILE_THREADS = '16'

/**
 * Runs a program with this one's input, output and signals, and takes its exit code over.
 * @param {string} program
 * @param {string[]} words
 * @param {{ quiet?: boolean, shell?: boolean, fromCaller?: boolean, env?: Record<string, string> }} [options] `quiet`
 * sends its output to stderr; `fromCaller` starts it in the folder where the command was typed, so that relative paths
 * mean what they say; `env` comes on top of this one's environment.
 * @returns {Promise<number>}
 */
export function run(program, words, { quiet = false, shell = false, fromCaller = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: fromCaller ? (process.env['INIT_CWD'] ?? process.cwd()) : ROOT,
      stdio: quiet ? ['ignore', 2, 2] : 'inherit',
      shell,
      env: {
        UV_THREADPOOL_SIZE: FILE_THREADS,
        ...process.env,
        PATH: [join(MODULES, '.bin'), process.env['PATH']].join(delimiter),
        ...env,
      },
    })
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // At a terminal the child gets Ctrl+C by itself; twice would look like impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    const done = () => {
      for (const signal of signals) process.off(signal, forward)
    }
    child.once('error', (error) => {
      done()
      say(`${program} could not be started: ${error.message}`)
      resolve(127)
    })
    child.once('exit', (code, signal) => {
      done()
      // Whoever started this sees the signal too, as if nothing stood between.
      if (signal !== null) process.kill(process.pid, signal)
      resolve(code ?? 1)
    })
  })
}

/** @param {string} name @param {string} file */
export function tool(name, file) {
  return join(MODULES, name, file)
}

/** @param {string} path */
export function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** To stderr: stdout belongs to the command. @param {string} text */
export function say(text) {
  process.stderr.write(`podium: ${text}\n`)
}

/** @param {string} text @returns {never} */
export function fail(text) {
  say(text)
  process.exit(1)
}
