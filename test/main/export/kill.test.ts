import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ExportRequest } from '../../../main/contract/exports.ts'
import { openLibrary } from '../../../main/library/open.ts'
import { addFacts, COPIES, hashes } from '../../support/export-bench.ts'
import { temporaryFolder, writePhoto } from '../../support/picture-folder.ts'

// Fifty processes start one after the other here: on a busy machine that takes minutes.
const PATIENCE_MS = 900_000
const PHOTOS = 100
const KILLS = 30
const entry = new URL('exporting-process.ts', import.meta.url)

const KINDS: readonly Pick<ExportRequest, 'options' | 'zip'>[] = [
  { options: COPIES, zip: false },
  { options: { ...COPIES, format: 'webp', longSide: 100 }, zip: false },
  { options: COPIES, zip: true },
  { options: { ...COPIES, method: 'hardlink' }, zip: false },
  { options: { kind: 'json' }, zip: false },
]

/** Small numbers that look random and are the same in every run. */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state / 2_147_483_648
  }
}

interface Place {
  readonly file: string
  readonly root: string
  readonly photoIds: readonly number[]
}

/** A library over the same photos: the calm one and the killed one may not share a file. */
async function libraryIn(root: string, photos: string, names: readonly string[]): Promise<Place> {
  const file = join(root, 'library.db')
  const library = openLibrary(file)
  const { folderId } = library.folders.add(photos.replaceAll('\\', '/'), 0)
  const photoIds: number[] = []
  for (const name of names) {
    const { size, mtimeMs } = await stat(join(photos, name))
    const photoId = library.photos.add(folderId, name, { size, mtimeMs: Math.floor(mtimeMs) }, 0)
    addFacts(library, photoId, name)
    photoIds.push(photoId)
  }
  library.close()
  return { file, root, photoIds }
}

/** Runs to the end, or dies at the moment named. Returns how many moments it had; null when it died. */
async function run(place: Place, request: ExportRequest, deathAt = 0): Promise<number | null> {
  const words = [place.file, join(place.root, 'scratch'), JSON.stringify(request), String(deathAt)]
  const child = fork(entry, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const told: number[] = []
  child.on('message', (moments) => told.push(Number(moments)))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (signal === 'SIGKILL') return null
  expect(code).toBe(0)
  return told[0] ?? 0
}

function requestOf(place: Place, kind: number, round: number): ExportRequest {
  const target = join(place.root, `target ${String(kind)} ${String(round)}`)
  const source = { kind: 'photos' as const, photoIds: [...place.photoIds] }
  return { ...KINDS[kind % KINDS.length]!, source, target, clash: 'refuse', title: 'Best' }
}

it(
  `loses and halves nothing in ${String(KILLS)} kills at random moments, and ends as if there had been none`,
  async () => {
    const root = await temporaryFolder()
    const photos = join(root, 'photos')
    const names = Array.from({ length: PHOTOS }, (_, i) => `${String(i % 7)}/${String(i)}.jpg`)
    for (const [i, name] of names.entries()) {
      await writePhoto(photos, name, `photo ${String(i)} `.repeat(1 + ((i * 7_919) % 20_000)))
      if (i % 10 === 0) await writePhoto(photos, `${name}.xmp`, `sidecar of ${String(i)}`)
    }
    const sources = await hashes(photos)
    await writePhoto(join(root, 'calm'), 'here', '')
    await writePhoto(join(root, 'killed'), 'here', '')
    const calm = await libraryIn(join(root, 'calm'), photos, names)
    const killed = await libraryIn(join(root, 'killed'), photos, names)
    const wanted: Map<string, string>[] = []
    const moments: number[] = []
    for (const kind of KINDS.keys()) {
      const request = requestOf(calm, kind, 0)
      moments.push((await run(calm, request))!)
      wanted.push(await hashes(request.target ?? ''))
    }
    expect(wanted.map((files) => files.size)).toEqual([PHOTOS + 10, PHOTOS + 10, 1, PHOTOS + 10, 1])

    const random = seeded(20_261_124)
    let killedInside = 0
    /** Found with some files written and others not, or with one that was being written. */
    let inTheMiddle = 0
    for (let kill = 0, kind = 0, round = 0; kill < KILLS; kill++) {
      const request = requestOf(killed, kind, round)
      const deathAt = 1 + Math.floor(random.next().value * moments[kind]!)
      const finished = (await run(killed, request, deathAt)) !== null
      const there = await hashes(request.target ?? '')
      const whole = [...there.keys()].filter((name) => !name.startsWith('.podium-')).length
      if (whole < there.size || (whole > 0 && whole < (wanted[kind]?.size ?? 0))) inTheMiddle += 1
      for (const [name, hash] of there) {
        // A name is given to a whole file or not at all; what is unfinished says so.
        if (!name.startsWith('.podium-')) expect([name, hash]).toEqual([name, wanted[kind]?.get(name)])
      }
      expect(await hashes(photos)).toEqual(sources)
      if (!finished) {
        killedInside += 1
        // Two deaths an export, then the next kind: each meets some.
        if (kill % 2 === 0) continue
        expect(await run(killed, request)).not.toBeNull()
      }
      expect(await hashes(request.target ?? '')).toEqual(wanted[kind])
      kind = (kind + 1) % KINDS.length
      if (kind === 0) round += 1
    }
    expect(killedInside).toBeGreaterThan(KILLS / 2)
    expect(inTheMiddle).toBeGreaterThan(KILLS / 4)

    const library = openLibrary(killed.file)
    const jobs = library.jobs.list().filter(({ state }) => state !== 'interrupted')
    library.close()
    for (const job of jobs) expect(job).toMatchObject({ state: 'done', failed: 0, skipped: 0, written: job.total })
    expect(jobs.length).toBeGreaterThan(KINDS.length)
    expect(await readdir(join(killed.root, 'scratch')).catch(() => [])).toEqual([])
  },
  PATIENCE_MS,
)
