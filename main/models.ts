/** What the models in use are, how far each has come with the library, and whether they answer as they should. */
import type { ModelCheck, ModelInUse, ModelReport } from './contract/models.ts'
import { SMALL_NETWORK_DEVICE, type Inference } from './inference/api.ts'
import type { FaceSearch } from './library/faces.ts'
import type { Library } from './library/open.ts'
import {
  faceFiles,
  manifestFiles,
  rankerFiles,
  verifyFiles,
  type FacesManifest,
  type ModelFile,
  type ModelManifest,
  type RankerManifest,
} from './packs/manifest.ts'

export interface ModelService {
  list(): Promise<ModelReport>
  /** Reads every model file and asks the model about known pictures and sentences: about a second. Never rejects. */
  check(): Promise<ModelCheck>
}

export interface ModelServiceOptions {
  readonly library: Pick<Library, 'models' | 'photos'>
  readonly inference: Pick<Inference, 'ready' | 'selfTest'>
  /** The files named by the manifests are relative to it. */
  readonly folder: string
  readonly manifest: ModelManifest
  readonly ranker: RankerManifest | null
  readonly faces: FacesManifest | null
  /** How faces are looked for now; null where nobody looks. */
  readonly faceSearch: () => FaceSearch | null
  /** Id of the model that still answers while photos are read anew. */
  readonly former: () => string | null
}

export function createModelService(options: ModelServiceOptions): ModelService {
  const { library, inference, folder, manifest, ranker, faces, faceSearch } = options

  const searched = (search: FaceSearch | null): number => (search === null ? 0 : library.models.photosSearched(search))

  async function list(): Promise<ModelReport> {
    // A process that cannot start is told on the page by indexing; here it leaves the device open.
    const facts = await inference.ready().catch(() => null)
    const small = facts === null ? null : SMALL_NETWORK_DEVICE
    const read = library.models.photosOf(manifest.id)
    const models: ModelInUse[] = [
      {
        role: 'sentences',
        id: manifest.id,
        name: manifest.name,
        description: manifest.description,
        licence: manifest.licence,
        languages: manifest.languages,
        bytes: sizeOf(manifestFiles(manifest)),
        device: facts?.device ?? null,
        photos: read.vectors,
      },
    ]
    if (ranker !== null)
      models.push({
        role: 'orders',
        id: ranker.id,
        name: null,
        description: ranker.description,
        licence: ranker.licence,
        // It reads sentences through the text side of the model above.
        languages: manifest.languages,
        bytes: sizeOf(rankerFiles(ranker)),
        device: small,
        photos: read.tokens,
      })
    if (faces !== null)
      models.push({
        role: 'faces',
        id: faces.id,
        name: null,
        description: faces.description,
        licence: faces.licence,
        languages: [],
        bytes: sizeOf(faceFiles(faces)),
        device: small,
        photos: searched(faceSearch()),
      })
    return { models, total: library.photos.counts().total, former: options.former() }
  }

  async function checkFiles(): Promise<ModelCheck['files']> {
    try {
      await verifyFiles(folder, manifestFiles(manifest), true)
      if (ranker !== null) await verifyFiles(folder, rankerFiles(ranker), true)
      if (faces !== null) await verifyFiles(folder, faceFiles(faces), true)
    } catch (error) {
      return { passed: false, message: wordsOf(error) }
    }
    const ids = [manifest.id, ...[ranker, faces].filter((one) => one !== null).map(({ id }) => id)]
    return { passed: true, message: `Every file of ${ids.join(' and ')} is as published.` }
  }

  async function checkAnswers(): Promise<ModelCheck['answers']> {
    try {
      const { passed, message, device, worstCosine } = await inference.selfTest()
      return { passed, message, device, worstCosine }
    } catch (error) {
      return { passed: false, message: wordsOf(error), device: null, worstCosine: null }
    }
  }

  return {
    list,
    // One after the other: a model whose files are damaged may not open, and that is told of both.
    check: async () => ({ files: await checkFiles(), answers: await checkAnswers() }),
  }
}

function sizeOf(files: readonly ModelFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
