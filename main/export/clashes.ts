/** Names of a plan against those in the target, and against each other. */
import { posix } from 'node:path'
import type { ExportRequest } from '../contract/exports.ts'
import { absent, type Disk } from './disk.ts'
import { nameKey, NameRegister, safePath, splitName } from './names.ts'
import { placeBelow } from './place.ts'
import { giveTurn } from './turns.ts'
import type { ExportItem } from './writer.ts'

/** Not made, whatever is in the target. */
const LEFT_OUT: ReadonlySet<ExportItem['note']> = new Set(['offline', 'gone', 'skipped'])

export function isMade({ note, detail }: Pick<ExportItem, 'note' | 'detail'>): boolean {
  return !LEFT_OUT.has(note) && (note !== 'rated' || detail !== null)
}

/**
 * Every name safe and different from the others, and a remark where one is taken in the target. Files of one photo keep
 * one stem, and files of one folder stay together, since they may name each other.
 * @param realTarget null where nothing is there yet
 */
export async function settleNames(
  items: readonly ExportItem[],
  realTarget: string | null,
  clash: ExportRequest['clash'],
  disk: Disk,
): Promise<ExportItem[]> {
  const present = new Listing(realTarget, disk)
  const inTarget = new NameRegister(await present.names(''))
  const planned = clash === 'rename' ? new NameRegister(await present.names('')) : new NameRegister()
  const settled: ExportItem[] = []
  for (const group of groupsOf(items)) {
    await giveTurn(settled.length)
    const names = namesOf(group)
    const suffix = planned.takeTogether(names.taken)
    for (const [i, name] of names.all(suffix).entries()) {
      const item = group[i]!
      if (!isMade(item)) settled.push({ ...item, name })
      else if (clash === 'rename') settled.push({ ...item, name, note: name === item.name ? item.note : 'renamed' })
      else {
        const taken = await isTaken(name, inTarget, present)
        settled.push({ ...item, name, note: taken ? (clash === 'skip' ? 'skipped' : 'clash') : item.note })
      }
    }
  }
  return settled
}

interface GroupNames {
  /** Names in the target's own folder that a suffix would take. */
  readonly taken: (suffix: string) => string[]
  readonly all: (suffix: string) => string[]
}

function namesOf(group: readonly ExportItem[]): GroupNames {
  const names = group.map((item) => safePath(item.name))
  const [first = '_'] = names
  const slash = first.indexOf('/')
  if (slash !== -1) {
    const folder = first.slice(0, slash)
    return {
      taken: (suffix) => [folder + suffix],
      all: (suffix) => names.map((name) => `${folder}${suffix}${name.slice(name.indexOf('/'))}`),
    }
  }
  const { stem } = splitName(first)
  const all = (suffix: string): string[] =>
    names.map((name) => safePath(name.startsWith(stem) ? stem + suffix + name.slice(stem.length) : `${suffix}${name}`))
  return { taken: all, all }
}

/** Files in a folder of their own go together, else files of one photo, in the order of the plan. */
function groupsOf(items: readonly ExportItem[]): ExportItem[][] {
  const groups = new Map<string, ExportItem[]>()
  for (const [i, item] of items.entries()) {
    const path = safePath(item.name)
    const slash = path.indexOf('/')
    const key =
      slash !== -1
        ? `folder ${nameKey(path.slice(0, slash))}`
        : item.position === null
          ? `file ${String(i)}`
          : `photo ${String(item.position)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

async function isTaken(name: string, inTarget: NameRegister, present: Listing): Promise<boolean> {
  const parts = name.split('/')
  const last = parts.pop() ?? ''
  if (parts.length === 0) return inTarget.has(last)
  let folder = ''
  for (const part of parts) {
    // A file where a folder is needed.
    if (await present.isFile(folder, part)) return true
    folder = posix.join(folder, part)
  }
  return new NameRegister(await present.names(folder)).has(last)
}

/** What folders of the target hold, each read once. */
class Listing {
  readonly #root: string | null
  readonly #disk: Disk
  readonly #folders = new Map<string, { readonly name: string; readonly file: boolean }[]>()

  constructor(root: string | null, disk: Disk) {
    this.#root = root
    this.#disk = disk
  }

  async names(folder: string): Promise<string[]> {
    return (await this.#entries(folder)).map(({ name }) => name)
  }

  async isFile(folder: string, name: string): Promise<boolean> {
    const key = nameKey(name)
    return (await this.#entries(folder)).some((entry) => entry.file && nameKey(entry.name) === key)
  }

  async #entries(folder: string): Promise<{ readonly name: string; readonly file: boolean }[]> {
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    const path = this.#root === null ? null : folder === '' ? this.#root : placeBelow(this.#root, folder)
    const found = path === null ? null : await absent(this.#disk.readdir(path, { withFileTypes: true }))
    const entries = (found ?? []).map((entry) => ({ name: entry.name, file: !entry.isDirectory() }))
    this.#folders.set(folder, entries)
    return entries
  }
}
