/**
 * The library as columns in memory: what an order needs of every photo, so that a warm question reads no SQL.
 * Refreshing reads only rows changed since the last time; 100,000 photos are about 40 MB.
 */
import type { AxisId } from '../contract/entities.ts'
import type { Flag, Label } from '../contract/marks.ts'
import type { CatalogueRow } from '../library/photos.ts'
import { Column } from './columns.ts'

/** The part of the library the catalogue reads. */
export interface CatalogueSource {
  revision(): number
  /** Grows when rows have vanished: the catalogue then starts afresh. */
  epoch(): number
  readonly photos: { changedSince(revision: number): IterableIterator<CatalogueRow> }
}

const MEASURE_COLUMNS = ['sharpness', 'noise', 'brightness', 'contrast', 'clipping', 'colourfulness', 'warmth'] as const

export class Catalogue {
  readonly #source: CatalogueSource
  #revision = -1
  #epoch = -1
  #rowOf = new Map<number, number>()
  /** Rows of every photo, newest first, then by name: the second key of every order. */
  #base = new Int32Array(0)

  photoIds: number[] = []
  folderIds: number[] = []
  names: string[] = []
  hashes: (string | null)[] = []
  aspects = new Column()
  /** 1 where the photo is indexed: measured and embedded. */
  indexed: number[] = []
  missing: number[] = []
  cameras: (string | null)[] = []
  formats: (string | null)[] = []
  ratings: number[] = []
  flags: Flag[] = []
  labels: Label[] = []
  /** Wall-clock time as if it were UTC, so that photos of one day compare whatever the zone. */
  #takenMs = new Column()
  #measures = new Map<AxisId, Column>()
  #words = new Map<string, string>()
  /** The members of the whole library, asked for by every sentence and changed by few. */
  #everything: { rows: Int32Array; missing: number } | null = null

  constructor(source: CatalogueSource) {
    this.#source = source
  }

  get size(): number {
    return this.photoIds.length
  }

  /** Of the library, that the columns stand for. */
  get revision(): number {
    return this.#revision
  }

  /** Reads what changed; cheap when nothing did. Returns the revision the columns now stand for. */
  refresh(): number {
    const revision = this.#source.revision()
    const epoch = this.#source.epoch()
    if (epoch !== this.#epoch) this.#clear()
    if (revision === this.#revision && epoch === this.#epoch) return revision
    const changed = new Set<number>()
    for (const row of this.#source.photos.changedSince(this.#revision)) changed.add(this.#write(row))
    this.#revision = revision
    this.#epoch = epoch
    this.#everything = null
    this.#mergeIntoBase(changed)
    return revision
  }

  rowOfPhoto(photoId: number): number | undefined {
    return this.#rowOf.get(photoId)
  }

  /** width / height; 1 where not yet known. */
  aspectOf(row: number): number {
    return this.aspects.get(row) || 1
  }

  /** `YYYY-MM-DDTHH:MM:SS`, or null. */
  takenAt(row: number): string | null {
    const ms = this.#takenMs.get(row)
    return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 19)
  }

  /** Photos with a file, in the order of the second key, and how many of the scope are missing theirs. */
  members(folderIds: readonly number[] | undefined): { rows: Int32Array; missing: number } {
    if (folderIds === undefined) return (this.#everything ??= this.#select(null))
    return this.#select(new Set(folderIds))
  }

  /** Capture time in ms of the wall clock as if it were UTC; NaN without one. */
  takenMs(row: number): number {
    return this.#takenMs.get(row)
  }

  /** One value, in the axis's unit; NaN where it was not measured. */
  axisValue(axis: AxisId, row: number): number {
    if (axis === 'date') return this.#takenMs.get(row)
    return (axis === 'aspect' ? this.aspects : this.#measures.get(axis))?.get(row) ?? NaN
  }

  /** One value per given row, in the axis's unit; NaN where it was not measured. */
  axisValues(axis: AxisId, rows: Int32Array): Float64Array {
    const column = axis === 'date' ? this.#takenMs : axis === 'aspect' ? this.aspects : this.#measures.get(axis)
    return column?.gather(rows) ?? new Float64Array(rows.length).fill(NaN)
  }

  #select(wanted: ReadonlySet<number> | null): { rows: Int32Array; missing: number } {
    const base = this.#base
    const rows = new Int32Array(base.length)
    let count = 0
    let missing = 0
    for (let i = 0; i < base.length; i++) {
      const row = base[i]!
      if (wanted !== null && !wanted.has(this.folderIds[row]!)) continue
      if (this.missing[row] === 1) missing += 1
      else rows[count++] = row
    }
    return { rows: rows.subarray(0, count), missing }
  }

  #clear(): void {
    this.#revision = -1
    this.#rowOf = new Map()
    this.#base = new Int32Array(0)
    this.photoIds = []
    this.folderIds = []
    this.names = []
    this.hashes = []
    this.aspects = new Column()
    this.indexed = []
    this.missing = []
    this.cameras = []
    this.formats = []
    this.ratings = []
    this.flags = []
    this.labels = []
    this.#words = new Map()
    this.#takenMs = new Column()
    this.#measures = new Map()
  }

  #write(row: CatalogueRow): number {
    const at = this.#rowOf.get(row.photoId) ?? this.photoIds.length
    this.#rowOf.set(row.photoId, at)
    const { width, height } = row
    const known = width !== null && height !== null && width > 0 && height > 0
    this.photoIds[at] = row.photoId
    this.folderIds[at] = row.folderId
    this.names[at] = row.relativePath
    this.hashes[at] = row.contentHash
    this.aspects.set(at, known ? width / height : NaN)
    this.indexed[at] = row.state === 'indexed' ? 1 : 0
    this.missing[at] = row.missing ? 1 : 0
    this.cameras[at] = this.#same(row.camera)
    this.formats[at] = this.#same(row.format)
    this.ratings[at] = row.rating
    this.flags[at] = row.flag
    this.labels[at] = row.label
    this.#takenMs.set(at, row.takenAt === null ? NaN : Date.parse(`${row.takenAt}Z`))
    for (const axis of MEASURE_COLUMNS) this.#set(axis, at, row[axis])
    this.#set('resolution', at, known ? (width * height) / 1e6 : null)
    this.#set('fileSize', at, row.size)
    this.#set('faces', at, row.faces)
    // No face is nothing of the picture; unknown is another thing.
    this.#set('largestFace', at, row.faces === 0 ? 0 : row.largestFace)
    this.#set('oldestFace', at, row.oldestFace)
    this.#set('youngestFace', at, row.youngestFace)
    return at
  }

  /** One string for equal ones: a library has few cameras and many photos. */
  #same(word: string | null): string | null {
    if (word === null) return null
    const known = this.#words.get(word)
    if (known === undefined) this.#words.set(word, word)
    return known ?? word
  }

  #set(axis: AxisId, at: number, value: number | null): void {
    let column = this.#measures.get(axis)
    if (column === undefined) this.#measures.set(axis, (column = new Column()))
    column.set(at, value ?? NaN)
  }

  /** Takes changed rows out of the sorted base, sorts them alone and merges: a few new photos do not re-sort 100,000. */
  #mergeIntoBase(changed: ReadonlySet<number>): void {
    const kept = this.#base.filter((row) => !changed.has(row))
    const added = [...changed].toSorted((a, b) => this.#compare(a, b))
    const merged = new Int32Array(kept.length + added.length)
    let k = 0
    let a = 0
    for (let i = 0; i < merged.length; i++) {
      const left = kept[k]
      const right = added[a]
      if (right === undefined || (left !== undefined && this.#compare(left, right) <= 0)) {
        merged[i] = left ?? 0
        k += 1
      } else {
        merged[i] = right
        a += 1
      }
    }
    this.#base = merged
  }

  /** Newest first, undated last, then by name and at last by id, so that no two rows are equal. */
  #compare(a: number, b: number): number {
    const timeA = this.#takenMs.get(a)
    const timeB = this.#takenMs.get(b)
    if (timeA !== timeB) {
      if (Number.isNaN(timeA)) return Number.isNaN(timeB) ? this.#compareNames(a, b) : 1
      return Number.isNaN(timeB) ? -1 : timeB - timeA
    }
    return this.#compareNames(a, b)
  }

  #compareNames(a: number, b: number): number {
    const nameA = this.names[a] ?? ''
    const nameB = this.names[b] ?? ''
    if (nameA !== nameB) return nameA < nameB ? -1 : 1
    return (this.photoIds[a] ?? 0) - (this.photoIds[b] ?? 0)
  }
}
