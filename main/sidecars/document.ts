/**
 * An XMP sidecar as text: read, and changed by cutting in the new values and nothing else, so that what other programs
 * wrote stays byte for byte. Each change is proved: both texts are parsed, and may differ in the changed properties alone.
 */
import { isDeepStrictEqual } from 'node:util'
import { XMLParser } from 'fast-xml-parser'
import { SyntaxValidator } from 'fast-xml-validator'
import { AppError } from '../contract/errors.ts'
import { masked, startTags, type StartTag } from './markup.ts'

/** What Podium reads; null where the sidecar does not say. */
export interface SidecarValues {
  /** -1 (rejected) to 5. */
  readonly rating: number | null
  readonly label: string | null
  readonly keywords: readonly string[]
  /** When a program last changed the metadata, ms since 1970. */
  readonly changedAtMs: number | null
  /** The rating that Podium wrote last: another one in `rating` is somebody's own. */
  readonly ownRating: number | null
  /** The same of the colour label. */
  readonly ownLabel: string | null
}

/** What is not named stays. */
export interface SidecarChange {
  readonly rating?: number
  readonly label?: string
  /** Joined to those there are. */
  readonly keywords?: readonly string[]
  readonly changedAt: Date
}

const NAMESPACES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  dc: 'http://purl.org/dc/elements/1.1/',
  podium: 'urn:podium-photo-organizer:xmp:1/',
} as const
type Namespace = keyof typeof NAMESPACES

/** Develop settings with masks reach some megabytes. */
export const LARGEST_SIDECAR = 16 * 1024 * 1024

const NEW_SIDECAR = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Podium">
 <rdf:RDF xmlns:rdf="${NAMESPACES.rdf}">
  <rdf:Description rdf:about=""/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`

/** @throws AppError `invalid-params` for what is no XMP sidecar; it is to be left as it is. */
export function readSidecar(text: string): SidecarValues {
  const sidecar = open(text)
  const rating = Number.parseFloat(sidecar.value('xmp', 'Rating') ?? '')
  const own = Number.parseFloat(sidecar.value('podium', 'Rating') ?? '')
  const changed = Date.parse(sidecar.value('xmp', 'MetadataDate') ?? '')
  return {
    rating: Number.isFinite(rating) ? Math.max(-1, Math.min(5, Math.round(rating))) : null,
    label: sidecar.value('xmp', 'Label'),
    keywords: sidecar.keywords(),
    changedAtMs: Number.isNaN(changed) ? null : changed,
    ownRating: Number.isFinite(own) ? own : null,
    ownLabel: sidecar.value('podium', 'Label'),
  }
}

/**
 * @param text an existing sidecar, or null for a new one
 * @throws AppError `invalid-params` for what is no XMP sidecar, or cannot be changed without touching the rest.
 */
export function changeSidecar(text: string | null, change: SidecarChange): string {
  let now = text ?? NEW_SIDECAR
  const set = (namespace: Namespace, name: string, value: string): void => {
    now = open(now).withValue(namespace, name, value)
  }
  if (change.rating !== undefined) {
    set('xmp', 'Rating', String(change.rating))
    set('podium', 'Rating', String(change.rating))
  }
  if (change.label !== undefined) {
    set('xmp', 'Label', change.label)
    set('podium', 'Label', change.label)
  }
  if (change.keywords !== undefined && change.keywords.length > 0) now = open(now).withKeywords(change.keywords)
  if (now === (text ?? NEW_SIDECAR)) return now
  set('xmp', 'MetadataDate', change.changedAt.toISOString())
  if (text !== null && !isDeepStrictEqual(rest(text), rest(now)))
    throw new AppError(
      'invalid-params',
      'The sidecar cannot be changed without touching what others wrote. It was left.',
    )
  return now
}

interface Sidecar {
  value(namespace: Namespace, name: string): string | null
  keywords(): string[]
  withValue(namespace: Namespace, name: string, value: string): string
  withKeywords(words: readonly string[]): string
}

function open(text: string): Sidecar {
  check(text)
  // Comments and CDATA may hold anything: what is looked for is looked for outside them.
  const plain = masked(text)
  const tags = startTags(plain)
  const prefix = (namespace: Namespace): string | null => {
    const found = tags
      .flatMap(({ attributes }) => attributes)
      .find(({ name, value }) => name.startsWith('xmlns:') && value === NAMESPACES[namespace])
    return found?.name.slice(6) ?? null
  }
  const rdf = prefix('rdf')
  const described = tags.filter(({ name }) => rdf !== null && name === `${rdf}:Description`)
  const [main] = described
  if (rdf === null || main === undefined)
    throw new AppError('invalid-params', 'The file is no XMP sidecar: it describes nothing. It was left as it is.')

  /** Where a simple property stands: the text between its quotes or tags. */
  function place(namespace: Namespace, name: string): { from: number; to: number; quote: string } | null {
    const short = prefix(namespace)
    if (short === null) return null
    for (const { attributes } of described) {
      const found = attributes.find((attribute) => attribute.name === `${short}:${name}`)
      if (found !== undefined) return found
    }
    const element = tags.find((tag) => tag.name === `${short}:${name}` && !tag.empty)
    if (element === undefined) return null
    const to = plain.indexOf(`</${short}:${name}`, element.to)
    return to === -1 || plain.slice(element.to, to).includes('<') ? null : { from: element.to, to, quote: '' }
  }

  function bag(): { subject: StartTag; from: number; to: number; empty: StartTag | null } | null {
    const dc = prefix('dc')
    const subject = tags.find(({ name }) => dc !== null && name === `${dc}:subject`)
    if (subject === undefined || dc === null) return null
    const end = subject.empty ? subject.to : plain.indexOf(`</${dc}:subject`, subject.to)
    const list = tags.find(({ name, from }) => from >= subject.to && from < end && /:(?:Bag|Seq)$/u.test(name))
    if (list === undefined) return { subject, from: subject.to, to: end, empty: null }
    if (list.empty) return { subject, from: list.from, to: list.to, empty: list }
    return { subject, from: list.to, to: plain.indexOf(`</${list.name}`, list.to), empty: null }
  }

  const items = (from: number, to: number): string[] =>
    tags
      .filter((tag) => tag.name === `${rdf}:li` && tag.from >= from && tag.to <= to && !tag.empty)
      .map((tag) => decoded(text.slice(tag.to, plain.indexOf('</', tag.to))))

  /** A namespace the sidecar does not know yet is declared where it is used. */
  function named(namespace: Namespace): { short: string; declaration: string } {
    const short = prefix(namespace)
    if (short !== null) return { short, declaration: '' }
    return { short: namespace, declaration: ` xmlns:${namespace}="${NAMESPACES[namespace]}"` }
  }

  return {
    value: (namespace, name) => {
      const found = place(namespace, name)
      return found === null ? null : decoded(text.slice(found.from, found.to)).trim()
    },
    keywords: () => {
      const list = bag()
      return list === null ? [] : items(list.from, list.to)
    },
    withValue: (namespace, name, value) => {
      const found = place(namespace, name)
      if (found !== null) return cut(text, found.from, found.to, encoded(value))
      const { short, declaration } = named(namespace)
      const at = main.attributesTo
      return cut(text, at, at, `${declaration} ${short}:${name}="${encoded(value)}"`)
    },
    withKeywords: (words) => {
      const list = bag()
      const present = new Set(list === null ? [] : items(list.from, list.to))
      const added = words.filter((word, i) => !present.has(word) && words.indexOf(word) === i)
      if (added.length === 0) return text
      const lines = added.map((word) => `<${rdf}:li>${encoded(word)}</${rdf}:li>`).join('')
      const whole = `<${rdf}:Bag>${lines}</${rdf}:Bag>`
      if (list?.empty != null) return cut(text, list.from, list.to, `<${list.empty.name}>${lines}</${list.empty.name}>`)
      if (list !== null && list.from !== list.subject.to) return cut(text, list.to, list.to, lines)
      if (list !== null)
        throw new AppError(
          'invalid-params',
          'The keywords of the sidecar are in a form Podium does not know. It was left.',
        )
      const { short, declaration } = named('dc')
      const subject = `<${short}:subject${declaration}>${whole}</${short}:subject>`
      if (!main.empty) return cut(text, main.to, main.to, `\n   ${subject}`)
      return cut(text, main.attributesTo, main.to, `>\n   ${subject}\n  </${main.name}>`)
    },
  }
}

function check(text: string): void {
  if (text.length > LARGEST_SIDECAR) throw new AppError('invalid-params', 'The sidecar is too large to be one.')
  // Entities of one's own are how a few bytes become gigabytes; no program writes them into sidecars.
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text))
    throw new AppError(
      'invalid-params',
      'The sidecar declares a document type, which Podium does not read. It was left.',
    )
  try {
    SyntaxValidator.validate(text.replace(/^\uFEFF/u, ''))
  } catch (cause) {
    throw new AppError('invalid-params', 'The sidecar is damaged: it is no whole XML. It was left as it is.', { cause })
  }
}

const CHANGED = /^(?:@_)?(?:[\w-]+:)?(?:Rating|Label|MetadataDate|subject)$/u

/** Everything but the properties that Podium changes. */
function rest(text: string): unknown {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    trimValues: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    commentPropName: '#comment',
    cdataPropName: '#cdata',
  })
  return without(parser.parse(text.replace(/^\uFEFF/u, '')))
}

function without(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(without).filter((one) => one !== null)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node)
  const name = entries.find(([key]) => key !== ':@')?.[0] ?? ''
  if (CHANGED.test(name)) return null
  return Object.fromEntries(
    entries
      .map(([key, value]: [string, unknown]) => {
        if (key !== ':@' || typeof value !== 'object' || value === null) return [key, without(value)]
        const own: readonly unknown[] = Object.values(NAMESPACES)
        const kept = Object.entries(value).filter(
          ([attribute, text]: [string, unknown]) => !CHANGED.test(attribute) && !own.includes(text),
        )
        return [key, Object.fromEntries(kept)]
      })
      .filter(([key, value]) => key !== ':@' || Object.keys(value as object).length > 0),
  )
}

function cut(text: string, from: number, to: number, value: string): string {
  return text.slice(0, from) + value + text.slice(to)
}

function encoded(value: string): string {
  return value
    .replaceAll(/[\p{Cc}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decoded(value: string): string {
  return value
    .replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, (_, inner: string) => encoded(inner))
    .replaceAll(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/giu,
      (whole, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name] ?? whole
        const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
      },
    )
}
