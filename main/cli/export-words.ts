/** What an export is made of, from the words of a command line. */
import { resolve } from 'node:path'
import type { ParseArgsConfig } from 'node:util'
import { EXPORT_KINDS, ExportOptions, FIRST_STARS, type ExportKind, type ExportRequest } from '../contract/exports.ts'
import { UsageError } from './output.ts'

export type Values = Readonly<Record<string, unknown>>

export const EXPORT_OPTIONS = {
  kind: { type: 'string' },
  zip: { type: 'boolean' },
  to: { type: 'string' },
  clash: { type: 'string' },
  title: { type: 'string' },
  method: { type: 'string' },
  name: { type: 'string' },
  'long-side': { type: 'string' },
  format: { type: 'string' },
  quality: { type: 'string' },
  metadata: { type: 'string' },
  sidecars: { type: 'boolean' },
  paper: { type: 'string' },
  landscape: { type: 'boolean' },
  columns: { type: 'string' },
  rows: { type: 'string' },
  caption: { type: 'string' },
  stars: { type: 'string' },
  keywords: { type: 'string' },
  label: { type: 'string' },
  naming: { type: 'string' },
  'over-ratings': { type: 'boolean' },
} as const satisfies ParseArgsConfig['options']

export const EXPORT_HELP = `Kinds and their options:
  copies   --method copy|hardlink|symlink  --name '{position}_{name}' (also {date} {time} {score} {camera})
           --long-side PIXELS  --format original|jpeg|webp|avif|png  --quality 1-100
           --metadata all|no-place|none  --sidecars
  csv, json
  sheet    --paper a4|letter  --landscape  --columns N  --rows N  --caption position,name,score,date
  gallery  --long-side PIXELS
  xmp      --stars 5:5,4:10,3:20 (stars:per cent of the set, from the top; these, if nothing is said)
           --keywords a,b  --label red
           --naming full-name|base-name  --over-ratings; without --to beside the photos
--zip makes one ZIP of any of these; --kind zip is short for copies with it. --clash refuse|rename|skip says what to do
where a name is taken: no file is ever replaced. --title names a file or the ZIP.`

/** Each option belongs to these kinds: given for another it would do nothing, which is worth saying. */
const OF_KINDS: Readonly<Record<string, readonly ExportKind[]>> = {
  method: ['copies'],
  name: ['copies'],
  'long-side': ['copies', 'gallery'],
  format: ['copies'],
  quality: ['copies'],
  metadata: ['copies'],
  sidecars: ['copies'],
  paper: ['sheet'],
  landscape: ['sheet'],
  columns: ['sheet'],
  rows: ['sheet'],
  caption: ['sheet'],
  stars: ['xmp'],
  keywords: ['xmp'],
  label: ['xmp'],
  naming: ['xmp'],
  'over-ratings': ['xmp'],
}

/** @throws UsageError for what cannot be read. */
export function exportOf(values: Values): Omit<ExportRequest, 'source'> {
  const named = text(values, 'kind') ?? 'copies'
  const kind = named === 'zip' ? 'copies' : EXPORT_KINDS.find((one) => one === named)
  if (kind === undefined) throw new UsageError(`--kind wants ${EXPORT_KINDS.join(', ')} or zip, not "${named}".`)
  for (const [option, kinds] of Object.entries(OF_KINDS))
    if (values[option] !== undefined && !kinds.includes(kind))
      throw new UsageError(`--${option} means nothing for --kind ${kind}.`)
  const to = text(values, 'to')
  const zip = named === 'zip' || values['zip'] === true
  if (to === undefined && kind !== 'xmp') throw new UsageError('Say where to: --to FOLDER.')
  if (to === undefined && zip) throw new UsageError('A ZIP needs a folder to lie in: --to FOLDER.')
  const title = text(values, 'title')
  return {
    options: checked(optionsOf(kind, values)),
    target: to === undefined ? null : resolve(to),
    zip,
    clash: choice(values, 'clash', ['refuse', 'rename', 'skip'] as const) ?? 'refuse',
    ...(title === undefined ? {} : { title }),
  }
}

function optionsOf(kind: ExportKind, values: Values): unknown {
  switch (kind) {
    case 'copies':
      return {
        kind,
        method: text(values, 'method') ?? 'copy',
        name: text(values, 'name') ?? '{position}_{name}',
        longSide: number(values, 'long-side') ?? null,
        format: text(values, 'format') ?? 'original',
        quality: number(values, 'quality') ?? 90,
        metadata: text(values, 'metadata') ?? 'all',
        sidecars: values['sidecars'] === true,
      }
    case 'sheet':
      return {
        kind,
        paper: text(values, 'paper') ?? 'a4',
        landscape: values['landscape'] === true,
        columns: number(values, 'columns') ?? 4,
        rows: number(values, 'rows') ?? 5,
        caption: list(values, 'caption') ?? ['position', 'name', 'score'],
      }
    case 'gallery':
      return { kind, longSide: number(values, 'long-side') ?? 1_024 }
    case 'xmp':
      return {
        kind,
        stars: starsOf(values),
        keywords: list(values, 'keywords') ?? [],
        label: text(values, 'label') ?? 'none',
        naming: text(values, 'naming') ?? 'full-name',
        overRatings: values['over-ratings'] === true,
      }
    case 'csv':
    case 'json':
      return { kind }
  }
}

/** The contract says what each option may be; the person hears which one is wrong. */
function checked(options: unknown): ExportOptions {
  const parsed = ExportOptions.safeParse(options)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? 'kind')
  const option = field.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)
  throw new UsageError(`--${option}: ${issue?.message ?? 'cannot be read'}. See podium export --help.`)
}

/** Who asks for keywords or a label alone wants no stars; who asks for nothing wants the usual ones. */
function starsOf(values: Values): readonly { rating: number; percent: number }[] {
  const words = list(values, 'stars')
  if (words === undefined) return values['keywords'] === undefined && values['label'] === undefined ? FIRST_STARS : []
  return words.map((word) => {
    const [, rating, percent] = /^([1-5]):(\d+(?:\.\d+)?)$/u.exec(word) ?? []
    if (rating === undefined || percent === undefined)
      throw new UsageError(`--stars wants stars and per cent, such as 5:5,4:10, not "${word}".`)
    return { rating: Number(rating), percent: Number(percent) }
  })
}

function text(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

function list(values: Values, name: string): string[] | undefined {
  return text(values, name)
    ?.split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function number(values: Values, name: string): number | undefined {
  const word = text(values, name)
  if (word === undefined) return undefined
  const value = Number(word)
  if (word.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${name} wants a number, not "${word}".`)
  return value
}

function choice<T extends string>(values: Values, name: string, choices: readonly T[]): T | undefined {
  const word = text(values, name)
  if (word === undefined) return undefined
  const found = choices.find((one) => one === word)
  if (found === undefined) throw new UsageError(`--${name} wants ${choices.join(', ')}, not "${word}".`)
  return found
}
