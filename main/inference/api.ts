/**
 * What core and the inference process say to each other: plain types, cloned structurally. Paths and ids go in;
 * facts, measures, vectors and tokens come out. Pixels never cross; thumbnails are written as files by inference
 * (temporary name, then rename), because core needs only their name.
 */
import type { FailureKind } from '../contract/entities.ts'
import type { FacesManifest, ModelManifest, RankerManifest } from '../packs/manifest.ts'

/** First message of every process that reads: all it needs, since it owns no state that cannot be sent again. */
export interface Configuration {
  /** Folder the manifest's file names are relative to. */
  readonly modelFolder: string
  readonly manifest: ModelManifest
  /** The learned adapter that goes with the model; null where none is installed. */
  readonly ranker: RankerManifest | null
  /** The model has lost its image tower: it answers sentences by vectors that it made before. Default false. */
  readonly sentencesOnly?: boolean
  /** The face detector; null where none is installed. */
  readonly faces: FacesManifest | null
  readonly thumbnailFolder: string
  /** Threads the runtime may use; sharp decodes this many pictures at once. */
  readonly threads: number
  /** Execution providers to try in order; `cpu` is always the last. */
  readonly providers: readonly string[]
}

export interface PhotoToAnalyse {
  readonly path: string
  readonly contentHash: string
}

/** Facts from the container and its metadata. Times are wall-clock text, because a camera knows no zone. */
export interface PictureFacts {
  readonly format: string
  /** After orientation, in pixels. */
  readonly width: number
  readonly height: number
  readonly takenAt: string | null
  readonly takenOffsetMinutes: number | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly camera: string | null
  /** Decoded only after ignoring errors: parts may be missing. */
  readonly damaged: boolean
  /** Perceptual hash, 64 bits as 16 hexadecimal digits; see `fingerprint.ts`. */
  readonly fingerprint: string
  /** Exposure compensation asked of the camera, in EV; null where it is not stated. */
  readonly exposureBias: number | null
}

/** Measured axes of the pixels; definitions and units in `measure.ts`. */
export interface PictureMeasures {
  readonly version: number
  readonly sharpness: number
  readonly noise: number
  readonly brightness: number
  readonly contrast: number
  readonly clipping: number
  readonly colourfulness: number
  readonly warmth: number
}

/** Where a face is: parts of the sides of the upright picture, 0 to 1. Nothing says whose it is. */
export interface FaceBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Chance, 0 to 1, that it is a face. */
  readonly score: number
  /** Years it looks; null where it is too small to tell, or nothing is installed that guesses. */
  readonly age: number | null
}

/** The faces of one picture, the surest first, and how they were looked for. */
export interface FoundFaces {
  /** Id of the detector, which changes with what it finds. */
  readonly detector: string
  /** Width of the smallest face looked for, as a share of the picture's longer side. */
  readonly smallest: number
  readonly boxes: readonly FaceBox[]
}

/** Of a photo analysed before, see `Inference.faces`. */
export interface LateFaces extends FoundFaces {
  readonly contentHash: string
}

export interface Analysed {
  readonly ok: true
  readonly contentHash: string
  readonly facts: PictureFacts
  readonly measures: PictureMeasures
  /** What faults leave in a picture's values, see `traces.ts`: for the adapter alone. */
  readonly traces: Uint8Array
  readonly modelId: string
  /** Unit length, [dimension], f32. */
  readonly vector: Float32Array
  /** Packed as the manifest says (int8 and one f16 scale per token): what goes into the tokens table. */
  readonly tokens: Uint8Array
  /** Null where no detector is installed, or it failed: the photo is in every other order all the same. */
  readonly faces: FoundFaces | null
}

export interface AnalyseFailed {
  readonly ok: false
  readonly contentHash: string
  readonly stage: 'decode' | 'embed'
  readonly kind: FailureKind
  readonly message: string
  /** False when only a changed file can mend it. */
  readonly transient: boolean
}

export type AnalyseResult = Analysed | AnalyseFailed

/** What tells frames of one moment, see `PictureFacts`. */
export interface Fingerprint extends Pick<PictureFacts, 'fingerprint' | 'exposureBias'> {
  readonly contentHash: string
}

/** How a picture is made anew. The colour profile stays with the picture; ink becomes sRGB. */
export interface RenderRequest {
  readonly path: string
  /** Written whole and flushed; its times are those of now. */
  readonly target: string
  /** Pixels of the long side; null keeps the size. Never enlarges. */
  readonly longSide: number | null
  readonly format: 'jpeg' | 'webp' | 'avif' | 'png'
  /** 1 to 100; of PNG, which loses nothing, it is ignored. */
  readonly quality: number
  /** `no-place`: camera and date stay; the place, notes of the maker and XMP, which may hold it too, go. */
  readonly metadata: 'all' | 'no-place' | 'none'
}

export interface Rendered {
  readonly bytes: number
  readonly width: number
  readonly height: number
}

export interface RuntimeFacts {
  readonly pid: number
  readonly modelId: string
  /** The execution provider the runtime really made. */
  readonly device: string
}

/** What runs the learned adapter and the face detector: on their small networks an accelerator would mostly wait. */
export const SMALL_NETWORK_DEVICE = 'cpu'

/** Core's view of inference (`client.ts` implements it over a forked process; tests use a fake). */
export interface Inference {
  /** Opens the model if needed. Throws AppError `model-missing`, `model-damaged` or `inference-unavailable`. */
  ready(): Promise<RuntimeFacts>
  /**
   * Analyses at most eight photos; answers in order, one per photo. Never throws for a bad photo. If the process
   * dies, the batch is retried one photo at a time in a fresh process; a photo that kills it twice comes back as
   * `killed-inference`, not transient.
   * @param smallestFace as in `FoundFaces`; without it, that of the detector's manifest.
   */
  analyse(photos: readonly PhotoToAnalyse[], smallestFace?: number): Promise<AnalyseResult[]>
  /** Sentence -> unit vectors [texts.length][dimension]. Goes before the next batch of photos. */
  encode(texts: readonly string[]): Promise<Encoded>
  /** Replaces or extends rows of the vector matrix held for `similarity`; vectors are f16, [count, dimension]. */
  feedMatrix(block: MatrixBlock): Promise<void>
  /**
   * Dot product of a sentence with every row of the matrix and of the background table: f32 [rows] and f32
   * [background.count]. Encodes the sentence on the way (one round trip). Goes before the next batch of photos.
   */
  similarity(text: string): Promise<Similarity>
  /** Dot product of a vector, [dimension], with every row of the matrix: f32 [rows]. Goes before the next batch of photos. */
  project(vector: Float32Array): Promise<Float32Array>
  /** Which of the learned adapter's orders a sentence asks for. Throws AppError `not-available` where no adapter is installed. */
  meaning(text: string): Promise<Meaning>
  /**
   * Scores of photos for each of the adapter's orders: f32 [photos, orders], higher first. They never change. Between two
   * photos a sentence gets its turn. Throws AppError `not-available` where no adapter is installed.
   */
  scoreOrders(photos: PhotoNumbers): Promise<Float32Array>
  /**
   * What each token of one photo adds to its score for each order: f32 [tokens, orders], in score units; the score less the
   * score without the token. Throws AppError `not-available` where no adapter is installed.
   */
  parts(photo: PhotoNumbers): Promise<Float32Array>
  /**
   * A large JPEG (long side 2,048) of a picture a browser cannot show (HEIC, TIFF), written beside the thumbnails
   * under the content hash. Returns its path. Throws AppError `not-available` where the picture cannot be decoded.
   */
  preview(photo: PhotoToAnalyse): Promise<string>
  /**
   * For photos analysed before they had fingerprints: from the stored thumbnail where there is one, and the metadata of
   * the file. In order; null where the file cannot be read. Throws AppError `inference-unavailable`.
   */
  fingerprints(photos: readonly PhotoToAnalyse[]): Promise<(Fingerprint | null)[]>
  /**
   * For photos analysed before there was this detector, or with another smallest face: from the stored thumbnail where there
   * is one. In order; null where the file cannot be read, or no detector is installed. Throws AppError `inference-unavailable`.
   */
  faces(photos: readonly PhotoToAnalyse[], smallestFace?: number): Promise<(LateFaces | null)[]>
  /** Known pictures and sentences against stored answers. */
  selfTest(): Promise<SelfTestResult>
  close(): Promise<void>
}

/** Makes pictures anew for what is written out, in a process of its own, which ends when it is not asked for a while. */
export interface Renderer {
  /**
   * Makes a picture anew, upright, as a file at `target`, which must not exist, with the dates of `path`. If the process
   * dies, the picture is tried once more, alone. Throws AppError `not-found` where the photo is gone, `not-available` where
   * it cannot be decoded, `target-unwritable` where the target's disk is full or cannot be written.
   */
  render(request: RenderRequest): Promise<Rendered>
  close(): Promise<void>
}

/** First message of a process that makes pictures. */
export interface RenderConfiguration {
  readonly threads: number
}

/** What a process is started for: the system is told other things about memory. */
export type Purpose = 'reading' | 'rendering'

/** Two-way pipe to one inference process: a forked child in plain Node, a utility process's port in Electron. */
export interface InferenceLink {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however the process ended. */
  onExit(listener: (reason: string) => void): void
  kill(): void
}

/** Starts a fresh process. */
export type StartInference = (purpose: Purpose) => InferenceLink

export interface Encoded {
  readonly vectors: Float32Array
  readonly dimension: number
  /** Per text: more tokens than the model reads, so its end was ignored. */
  readonly truncated: readonly boolean[]
}

export interface MatrixBlock {
  /** First row this block writes; a block may extend the matrix. 0 with `reset` starts a new one. */
  readonly firstRow: number
  readonly reset: boolean
  /** f16 bits, row after row. */
  readonly vectors: Uint16Array
}

/** What is stored of some photos, as the adapter reads it. */
export interface PhotoNumbers {
  /** f16 bits, [photos, dimension]. */
  readonly vectors: Uint16Array
  /** Packed, as the tokens table holds them, photo after photo. */
  readonly tokens: Uint8Array
  /** Measured facts in the order of the adapter's manifest, then the traces, photo after photo; NaN for what was not measured. */
  readonly measures: Float32Array
}

export interface Meaning {
  /** f32 [orders]: a photo's score for the sentence is the sum of its scores for the orders by these. */
  readonly weights: Float32Array
  /** Chance, 0 to 1, that the sentence asks for an order the adapter was trained on. */
  readonly evidence: number
  readonly truncated: boolean
}

export interface Similarity {
  readonly scores: Float32Array
  readonly background: Float32Array
  readonly truncated: boolean
}

export interface SelfTestResult {
  readonly passed: boolean
  readonly device: string
  /** Cosine of each answer with the stored one; the worst decides. */
  readonly worstCosine: number
  readonly message: string
}
