/** Builds the page and the app with Vite, unless out/ came from the very same sources. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readText, ROOT, run, say, tool } from './run.js'

const RENDERER_SOURCES = ['renderer', 'main/contract', 'vite.config.ts', 'package-lock.json']
const MAIN_SOURCES = ['main', 'vite.main.config.ts', 'package-lock.json']

/** @param {string} node */
export function buildRenderer(node) {
  return buildStale(node, 'renderer', RENDERER_SOURCES, [['build']])
}

/**
 * The entries first; the preload script apart, because a sandboxed page takes one CommonJS file.
 * @param {string} node
 */
export function buildMain(node) {
  const words = ['build', '--config', 'vite.main.config.ts']
  return buildStale(node, 'main', MAIN_SOURCES, [words, [...words, '--mode', 'preload']])
}

/**
 * @param {string} node
 * @param {string} name
 * @param {string[]} sources
 * @param {string[][]} builds
 */
async function buildStale(node, name, sources, builds) {
  const hash = createHash('sha256')
  for (const source of sources) hashSource(hash, source)
  const digest = hash.digest('hex')
  const stamp = join(ROOT, 'out', `.${name}-stamp`)
  if (readText(stamp) === digest && existsSync(join(ROOT, 'out', name))) return 0
  say(`Building the ${name === 'main' ? 'app' : 'page'}.`)
  rmSync(stamp, { force: true })
  for (const words of builds) {
    // What is built is for people, also where tests or a developer's own environment ask for it.
    const env = { NODE_ENV: 'production' }
    const code = await run(node, [tool('vite', 'bin/vite.js'), ...words, '--logLevel', 'warn'], { quiet: true, env })
    if (code !== 0) return code
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
  return 0
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function hashSource(hash, path) {
  const absolute = join(ROOT, path)
  if (!existsSync(absolute)) return
  if (statSync(absolute).isDirectory()) {
    for (const name of readdirSync(absolute).sort()) hashSource(hash, `${path}/${name}`)
  } else {
    hash.update(`${path}\0`).update(readFileSync(absolute)).update('\0')
  }
}
