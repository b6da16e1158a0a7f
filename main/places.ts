/** Where Podium's own files and the user's data lie: in a checkout, in a build, in a packaged app. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Places {
  readonly root: string
  readonly rendererFolder: string
  readonly modelFolder: string
  readonly sampleFolder: string
  /** The entry to fork for inference: the source where the sources run, else the built file beside the caller. */
  readonly inferenceEntry: string
}

/**
 * @param entryUrl `import.meta.url` of an entry: `main/x.ts` in a checkout, `out/main/x.js` once built.
 * A packaged app has its models and sample pictures beside the archive, because native code opens them by path.
 */
export function findPlaces(entryUrl: string): Places {
  const entry = fileURLToPath(entryUrl)
  const folder = dirname(entry)
  const fromSource = entry.endsWith('.ts')
  const root = fromSource ? resolve(folder, '..') : resolve(folder, '../..')
  const beside = resolve(root, '..')
  return {
    root,
    rendererFolder: join(root, 'out', 'renderer'),
    modelFolder: firstExisting(join(root, 'models'), join(beside, 'models')),
    sampleFolder: firstExisting(join(root, 'main', 'sample'), join(beside, 'sample')),
    inferenceEntry: join(folder, fromSource ? 'inference.ts' : 'inference.js'),
  }
}

/** The user's data folder by the platform's convention; `PODIUM_DATA` overrides it. */
export function findDataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const chosen = environment['PODIUM_DATA']
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Podium')
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Podium')
  const dataHome = environment['XDG_DATA_HOME']
  // The convention says to ignore a relative XDG_DATA_HOME.
  const base = dataHome?.startsWith('/') === true ? dataHome : join(home, '.local', 'share')
  return join(base, 'podium')
}

function firstExisting(first: string, second: string): string {
  return existsSync(first) || !existsSync(second) ? first : second
}
