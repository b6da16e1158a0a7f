/**
 * Names that every file system takes. The rules of Windows, macOS and Linux hold on all of them: what is exported here
 * may be copied there.
 */

/** Of a single name: UTF-8 bytes on Linux, UTF-16 units elsewhere. */
const LONGEST = 255
const LONGEST_TITLE = 80
/** Refused by Windows, or meaning something to it: separators, wildcards, streams. */
const FORBIDDEN = /[<>:"/\\|?*]/gu
/**
 * Controls and line ends; marks that turn the direction of text, which hide an ending; halves of characters; what no
 * version of Unicode has assigned, which macOS refuses.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu
/** Nothing to clean and one byte a character: what nearly all names are, so that long lists are quick. */
const PLAIN = /^[\w (),+-]*(?:\.[\w(),+-]+)*$/u
/** Devices of Windows, with any ending. */
const DEVICE =
  /^(?:con|prn|aux|nul|com[0-9\u00B9\u00B2\u00B3]|lpt[0-9\u00B9\u00B2\u00B3]|conin\$|conout\$)(?=\s*(?:\.|$))/iu

/** One name, without folders: whatever goes in, a file of it lies in the folder it is put in. Never empty. */
export function safeName(text: string): string {
  const { stem, ending } = splitName(trimEnd(clean(text)).trimStart())
  return fit(stem, ending)
}

/** A path below a folder, `/` between the parts: each part a safe name, and none that leads up. */
export function safePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 ? '_' : parts.map(safeName).join('/')
}

/** The name with its stem cut so that stem, `more` and ending fit. */
export function extendName(name: string, more: string): string {
  const { stem, ending } = splitName(name)
  return fit(stem, `${more}${ending}`)
}

/** `IMG_1.jpg` is `IMG_1` and `.jpg`; a name that only has a dot in front has no ending. */
export function splitName(name: string): { readonly stem: string; readonly ending: string } {
  const dot = name.lastIndexOf('.')
  if (dot <= 0 || name.length - dot > 20 || /\s/u.test(name.slice(dot))) return { stem: name, ending: '' }
  return { stem: name.slice(0, dot), ending: name.slice(dot) }
}

/** Equal for names that some file system takes for one: by case, by Unicode form, by what does not show. */
export function nameKey(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase()
  const folded = name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD')
  return folded.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
}

/** Hands out names that are not taken yet, by every file system's idea of the same name. */
export class NameRegister {
  readonly #taken: Set<string>
  /** Where the search for the next free number begins: a thousand photos may have one name. */
  readonly #next = new Map<string, number>()

  /** @param taken names in the folder already. */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...taken].map(nameKey))
  }

  has(name: string): boolean {
    return this.#taken.has(nameKey(name))
  }

  /** False, and nothing done, where it is taken. */
  take(name: string): boolean {
    const key = nameKey(name)
    if (this.#taken.has(key)) return false
    this.#taken.add(key)
    return true
  }

  /** A suffix (`''`, ` (2)`, ` (3)` ...) with which `names` gives only names that are free; those are taken. */
  takeTogether(names: (suffix: string) => readonly string[]): string {
    const series = names('').map(nameKey).join('\n')
    for (let number = this.#next.get(series) ?? 1; ; number++) {
      const suffix = number === 1 ? '' : ` (${String(number)})`
      const keys = names(suffix).map(nameKey)
      if (keys.some((key) => this.#taken.has(key)) || new Set(keys).size < keys.length) continue
      for (const key of keys) this.#taken.add(key)
      this.#next.set(series, number + 1)
      return suffix
    }
  }
}

/** What `{...}` may name in a template of copies. */
export const PLACEHOLDERS = ['position', 'name', 'date', 'time', 'score', 'camera'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** Words in braces that mean nothing. */
export function unknownPlaceholders(template: string): string[] {
  const words = [...template.matchAll(/\{([^{}]*)\}/gu)].map((match) => match[1] ?? '')
  return words.filter((word) => !(PLACEHOLDERS as readonly string[]).includes(word))
}

export type NameParts = Readonly<Record<Placeholder, string>>

/** Template and ending as one safe name; the stem gives way where it is too long. */
export function fillTemplate(template: string, parts: NameParts, ending: string): string {
  const filled = template.replaceAll(/\{([^{}]*)\}/gu, (whole, word: string) =>
    Object.hasOwn(parts, word) ? parts[word as Placeholder] : whole,
  )
  return fit(clean(filled), clean(ending))
}

/** Digits that a set of this size needs. */
export function positionWidth(last: number): number {
  return String(Math.max(1, last)).length
}

/** A sentence as a title: one line, of a length that a file name can be made of. */
export function titleOf(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  return fit(cut(clean(line === '' ? 'Podium export' : line), LONGEST_TITLE), '')
}

function clean(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\t\n\r]+/gu, ' ')
    .replaceAll(UNPRINTABLE, '')
    .replaceAll(FORBIDDEN, '_')
    .normalize('NFC')
}

/** Windows drops dots and spaces at the end, and with them what tells two names apart. */
function trimEnd(text: string): string {
  return text.replace(/[. ]+$/u, '')
}

function fit(stem: string, ending: string): string {
  const tail = trimEnd(ending)
  let head = stem.trimStart()
  // A stem made of dots alone would lead up, or be hidden with its ending.
  if (/^\.*$/u.test(head)) head = '_'
  if (DEVICE.test(head + tail)) head = head.replace(DEVICE, '$&_')
  const name = trimEnd(cut(head, LONGEST - sizeOf(tail)) + tail)
  return name === '' || name === tail ? fit('_', ending) : name
}

/** Bytes of UTF-8, which are never fewer than UTF-16 units; or units of the decomposed form where those are more. */
function sizeOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  return Math.max(Buffer.byteLength(text), text.normalize('NFD').length)
}

/** At most `room`, cut between what is read as characters, so that no accent and no emoji falls apart. */
function cut(text: string, room: number): string {
  if (sizeOf(text) <= room) return text
  let kept = ''
  let size = 0
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    size += sizeOf(segment)
    if (size > room) break
    kept += segment
  }
  return trimEnd(kept)
}
