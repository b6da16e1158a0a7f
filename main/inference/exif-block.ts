/** Takes the place out of a block of EXIF, in its own bytes: its length stays, so it can be put back where it was. */

const HEADER = Buffer.from('Exif\0\0', 'latin1')
const MOST_TAGS = 4_096
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4] as const

const EXIF = 0x8769
const GPS = 0x8825
const ORIENTATION = 0x0112
/** XMP, IPTC and Photoshop's blocks, which may name the place too, and notes of the maker, whose form nobody knows. */
const HIDING_PLACES: ReadonlySet<number> = new Set([0x02bc, 0x83bb, 0x8649, 0x927c])

interface Tag {
  /** Of its 12 bytes. */
  readonly at: number
  readonly id: number
  /** Of the value or of the directory it names. */
  readonly valueAt: number
  readonly valueBytes: number
}

/** The block without the header that JPEG puts before it. */
export function tiffOf(block: Buffer): Buffer {
  return block.subarray(0, HEADER.length).equals(HEADER) ? block.subarray(HEADER.length) : block
}

/**
 * Overwrites place, maker's notes, other metadata inside and the small picture. @param tiff changed in place
 * @returns false where the block is broken: then it says anything, and should be left out.
 */
export function removePlace(tiff: Buffer): boolean {
  return edit(tiff, (block) => {
    for (const tag of block.tags(block.first)) {
      if (tag.id === GPS) for (const place of block.tags(block.number(tag.at + 8))) block.wipe(place)
      if (tag.id === EXIF) block.remove(block.number(tag.at + 8), HIDING_PLACES)
    }
    block.remove(block.first, new Set([GPS, ...HIDING_PLACES]))
  })
}

/** Says that the picture stands upright. @param tiff changed in place @returns false where the block is broken */
export function setUpright(tiff: Buffer): boolean {
  return edit(tiff, (block) => {
    for (const tag of block.tags(block.first)) if (tag.id === ORIENTATION) block.writeShort(tag.at + 8, 1)
  })
}

function edit(tiff: Buffer, change: (block: Block) => void): boolean {
  try {
    change(new Block(tiff))
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Reads beyond the end throw RangeError. */
class Block {
  readonly #bytes: Buffer
  readonly #little: boolean
  readonly first: number

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    const order = bytes.toString('latin1', 0, 2)
    if (order !== 'II' && order !== 'MM') throw new RangeError('This is no EXIF.')
    this.#little = order === 'II'
    this.first = this.number(4)
  }

  number(at: number): number {
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at)
  }

  writeShort(at: number, value: number): void {
    if (this.#little) this.#bytes.writeUInt16LE(value, at)
    else this.#bytes.writeUInt16BE(value, at)
  }

  tags(directory: number): Tag[] {
    const count = this.#short(directory)
    if (count > MOST_TAGS) throw new RangeError('This directory cannot be.')
    return Array.from({ length: count }, (_, i) => {
      const at = directory + 2 + 12 * i
      const valueBytes = (SIZES[this.#short(at + 2)] ?? 1) * this.number(at + 4)
      const valueAt = valueBytes <= 4 ? at + 8 : this.number(at + 8)
      if (valueAt + valueBytes > this.#bytes.length) throw new RangeError('A value lies outside.')
      return { at, id: this.#short(at), valueAt, valueBytes }
    })
  }

  wipe({ at, valueAt, valueBytes }: Tag): void {
    this.#bytes.fill(0, valueAt, valueAt + valueBytes)
    this.#bytes.fill(0, at, at + 12)
  }

  /** Takes tags out of a directory, and what follows it: that is the small picture. */
  remove(directory: number, ids: ReadonlySet<number>): void {
    const tags = this.tags(directory)
    const kept = tags.filter(({ id }) => !ids.has(id)).map(({ at }) => Buffer.from(this.#bytes.subarray(at, at + 12)))
    for (const tag of tags) if (ids.has(tag.id)) this.wipe(tag)
    const from = directory + 2
    // The number of the next directory follows the last tag.
    this.#bytes.fill(0, from, from + 12 * tags.length + 4)
    kept.forEach((bytes, i) => bytes.copy(this.#bytes, from + 12 * i))
    this.writeShort(directory, kept.length)
  }

  #short(at: number): number {
    return this.#little ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at)
  }
}
