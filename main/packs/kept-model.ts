/**
 * The model that a library was read with, as far as sentences need it. An update of Podium replaces the installed model:
 * without the old one's sentence side, the old vectors could answer nothing until every photo is read anew.
 */
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import {
  rankerFiles,
  readManifest,
  readRanker,
  verifyFiles,
  verifyModel,
  type ModelFile,
  type ModelManifest,
  type RankerManifest,
} from './manifest.ts'

const MANIFEST = 'podium-small.json'
const RANKER = 'podium-ranker.json'

/** A model with the learned adapter that goes with it, and the folder that its files' names are relative to. */
export interface OpenedModel {
  readonly folder: string
  readonly manifest: ModelManifest
  /** Null where none is installed. */
  readonly ranker: RankerManifest | null
}

/** @throws AppError `model-missing`, `model-damaged`. */
export async function readInstalledModel(folder: string): Promise<OpenedModel> {
  const manifest = await readManifest(join(folder, 'manifests', MANIFEST))
  await verifyModel(folder, manifest, false)
  const ranker = await readRanker(join(folder, 'manifests', RANKER), manifest.id)
  if (ranker !== null) await verifyFiles(folder, rankerFiles(ranker), false)
  return { folder, manifest, ranker }
}

/** What `keepModel` left in the folder; null where there is none, or not whole. It has no image tower. */
export async function readKeptModel(folder: string): Promise<OpenedModel | null> {
  try {
    const manifest = await readManifest(join(folder, 'manifests', MANIFEST))
    const ranker = await readRanker(join(folder, 'manifests', RANKER), manifest.id)
    await verifyFiles(folder, sentenceFiles(manifest, ranker), true)
    return { folder, manifest, ranker }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Puts the sentence side of a model into `target`, in place of what is there. @throws as the file system does */
export async function keepModel({ folder, manifest, ranker }: OpenedModel, target: string): Promise<void> {
  const fresh = `${target}.new`
  await rm(fresh, { recursive: true, force: true })
  for (const { file } of sentenceFiles(manifest, ranker)) await place(join(folder, file), join(fresh, file))
  for (const name of ranker === null ? [MANIFEST] : [MANIFEST, RANKER])
    await write(join(fresh, 'manifests', name), await readFile(join(folder, 'manifests', name)))
  await rm(target, { recursive: true, force: true })
  await rename(fresh, target)
}

function sentenceFiles(manifest: ModelManifest, ranker: RankerManifest | null): ModelFile[] {
  const { text, similarity } = manifest
  return [text, text.tokenizer, similarity.background, ...(ranker === null ? [] : rankerFiles(ranker))]
}

/** A second name costs nothing; where it cannot be had, or an update writes into it, the copy or the hash helps. */
async function place(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  try {
    await link(source, target)
  } catch {
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    await flush(target)
  }
}

async function write(target: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, bytes)
  await flush(target)
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
