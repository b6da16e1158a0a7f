/** Writes a large library for the bench, in a process of its own: its memory is not the core's. */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { realFiles } from '../../main/indexing/files.ts'
import { openLibrary } from '../../main/library/open.ts'
import type { ModelManifest, RankerManifest } from '../../main/packs/manifest.ts'
import { seeded } from '../support/picture-maker.ts'

/** Photos of the large library; PODIUM_BENCH_PHOTOS asks for another number, in steps of 2,000. */
export const PHOTOS = Number(process.env['PODIUM_BENCH_PHOTOS'] ?? 100_000)
const FOLDERS = 200
/** As the shipped model packs them. */
const TOKEN_BYTES = 3_250

export function nameOf(i: number): string {
  return `${String(i % FOLDERS)}/${String(i)}.jpg`
}

/** Photos, the last of the library, that the learned adapter has not scored yet. */
export const UNSCORED = Math.min(PHOTOS / 2, 1_000)

interface Made {
  readonly modelId: string
  readonly dimension: number
  readonly rankerId: string
  readonly orders: number
}

/** Writes the library `file` over a folder of empty files, as if the models had read them. */
export async function makeLargeLibrary(
  file: string,
  folder: string,
  manifest: ModelManifest,
  ranker: RankerManifest | null,
): Promise<void> {
  const made: Made = {
    modelId: manifest.id,
    dimension: manifest.vector.dimension,
    rankerId: ranker?.id ?? '',
    orders: ranker?.orders.length ?? 0,
  }
  await promisify(execFile)(process.execPath, [import.meta.filename, file, folder, JSON.stringify(made)])
}

async function fill(file: string, folder: string, { modelId, dimension, rankerId, orders }: Made): Promise<void> {
  for (let i = 0; i < FOLDERS; i++) await mkdir(join(folder, String(i)), { recursive: true })
  for (let i = 0; i < PHOTOS; i += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, k) => writeFile(join(folder, nameOf(i + k)), '')))
  }
  const library = openLibrary(file)
  const { folderId } = library.folders.add(folder, Date.now())
  const random = seeded(3)
  const vector = new Float32Array(dimension)
  const tokens = new Uint8Array(TOKEN_BYTES)
  const scales = new Float16Array(tokens.buffer, 3_200)
  for (let start = 0; start < PHOTOS; start += 2_000) {
    const facts = await Promise.all(
      Array.from({ length: 2_000 }, (_, k) => realFiles.facts(join(folder, nameOf(start + k)))),
    )
    library.transaction(() => {
      for (const [k, fact] of facts.entries()) {
        const i = start + k
        const hash = i.toString(16).padStart(32, '0')
        const photoId = library.photos.add(folderId, nameOf(i), fact ?? { size: 0, mtimeMs: 0 }, 0)
        const day = new Date(1.2e12 + i * 4e6).toISOString().slice(0, 19)
        library.contents.put(hash, {
          format: 'jpeg',
          width: 4_000,
          height: i % 3 === 0 ? 6_000 : 3_000,
          takenAt: day,
          takenOffsetMinutes: null,
          latitude: null,
          longitude: null,
          camera: null,
          fingerprint: '0123456789abcdef',
          exposureBias: null,
          damaged: false,
        })
        library.measures.put(hash, 1, {
          sharpness: 100 * random(),
          noise: 9 * random(),
          brightness: 100 * random(),
          contrast: 50 * random(),
          clipping: random(),
          colourfulness: 90 * random(),
          warmth: 20 * random() - 10,
        })
        for (let d = 0; d < dimension; d++) vector[d] = (random() - 0.5) / 11
        library.vectors.put(hash, modelId, vector)
        tokens.fill(i % 127)
        scales.fill(0.02)
        library.tokens.put(hash, modelId, tokens)
        if (i < PHOTOS - UNSCORED)
          library.orderScores.put(rankerId, [[hash, Float32Array.from({ length: orders }, () => random() - 0.5)]])
        library.photos.setState(photoId, 'indexed', hash)
      }
    })
  }
  library.close()
}

const [, script, file, folder, made] = process.argv
if (script === import.meta.filename && file && folder && made) await fill(file, folder, JSON.parse(made) as Made)
