/** `podium rank`: one sentence to a table, JSON or CSV; or a file of sentences to a JSON object a line. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '../contract/errors.ts'
import type { Folder } from '../contract/entities.ts'
import { goesByFaces, type Notice, type RankHeader, type RankRows, type Reading } from '../contract/ranking.ts'
import type { Command, CommandContext } from './commands.ts'
import { EXAMPLE_HELP, EXAMPLE_OPTIONS, examplesOf } from './example-words.ts'
import { csv, EXIT, table, UsageError, write } from './output.ts'

const PAGE_ROWS = 1_000

interface Ranked {
  readonly header: RankHeader
  readonly fadesAt: number | null
  readonly rows: readonly RankedRow[]
}

interface RankedRow {
  readonly position: number
  readonly score: number | null
  readonly percentile: number | null
  readonly tieBand: number
  readonly path: string
}

export const rank: Command = {
  summary: 'put folders in the order of a sentence',
  help: `Usage: podium rank "SENTENCE" FOLDER... [--top N] [--reverse] [--reading measured|adapter|similarity|taste]
                   [--like FILE]... [--unlike FILE]... [--json | --csv]
       podium rank --sentences FILE FOLDER... [--top N] --json

Indexes what is new, then prints position (1 is first), score, percentile (100 is first), reading and path of every
photo. --top N prints the first N. --reverse turns the order round. --reading chooses the engine instead of the
sentence. ${EXAMPLE_HELP}
With --sentences, FILE holds a sentence a line and each becomes one line of JSON:
{"sentence", "reading", "modelId", "rows": [{"path", "score", "percentile", "tieBand"}]}.`,
  options: {
    top: { type: 'string' },
    reverse: { type: 'boolean' },
    reading: { type: 'string' },
    ...EXAMPLE_OPTIONS,
    json: { type: 'boolean' },
    csv: { type: 'boolean' },
    sentences: { type: 'string' },
  },
  check(positionals, values) {
    const folders = values['sentences'] === undefined ? positionals.length - 1 : positionals.length
    if (folders < 0) throw new UsageError('Give a sentence and at least one folder: podium rank "SENTENCE" FOLDER...')
    if (folders === 0) throw new UsageError('Name at least one folder.')
    if (values['json'] === true && values['csv'] === true) throw new UsageError('Choose --json or --csv, not both.')
    if (values['sentences'] !== undefined && values['json'] !== true)
      throw new UsageError('--sentences prints JSON: add --json.')
    topOf(values)
    readingOf(values)
  },
  async run(context) {
    const { session, positionals, values } = context
    const file = values['sentences']
    if (typeof file !== 'string') {
      const folders = await session.index(positionals.slice(1))
      return printOne(context, await rankSentence(context, positionals[0] ?? '', folders))
    }
    await stat(file).catch(() => {
      throw new UsageError(`The file of sentences ${file} cannot be read.`)
    })
    const folders = await session.index(positionals)
    const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
    for await (const line of lines) {
      if (line.trim() === '') continue
      const { header, rows } = await rankSentence(context, line, folders)
      const short = rows.map(({ path, score, percentile, tieBand }) => ({ path, score, percentile, tieBand }))
      await write(
        context.out,
        `${JSON.stringify({ sentence: line, ...readingFields(header), modelId: header.modelId, rows: short })}\n`,
      )
    }
    return EXIT.done
  },
}

async function printOne({ values, out, err }: CommandContext, ranked: Ranked): Promise<number> {
  const { header, fadesAt, rows } = ranked
  const reading = header.reading.kind
  if (values['json'] === true) {
    const { sentence, modelId, examples, reversed, total, notScored, taste, notices } = header
    const set = { examples, modelId, reversed, total, notScored, fadesAt, taste, notices }
    const fields = { sentence, ...readingFields(header), ...set, rows }
    await write(out, `${JSON.stringify(fields)}\n`)
    return EXIT.done
  }
  const cells = rows.map((row) => [row.position, row.score, row.percentile, row.tieBand, reading, row.path])
  if (values['csv'] === true) {
    await write(out, csv(['position', 'score', 'percentile', 'tieBand', 'reading', 'path'], cells))
    return EXIT.done
  }
  for (const notice of header.notices) await write(err, `Note: ${noticeText(notice)}\n`)
  if (header.taste?.used === true)
    await write(err, `Note: bent by your taste, ${String(header.taste.answers)} answers.\n`)
  const { notScored } = header
  if (notScored > 0) {
    const one = notScored === 1
    const why = goesByFaces(header.reading)
      ? `${one ? 'shows' : 'show'} no face to go by`
      : `${one ? 'is' : 'are'} not in the order yet`
    await write(
      err,
      `Note: ${String(notScored)} ${one ? 'photo' : 'photos'} ${why}; ${one ? 'it comes' : 'they come'} last.\n`,
    )
  }
  await write(
    out,
    table(
      rows.map((row) => [
        String(row.position),
        row.score === null ? '-' : Number(row.score.toPrecision(4)).toString(),
        row.percentile === null ? '-' : `${row.percentile.toFixed(1)} %`,
        reading,
        row.path,
      ]),
    ),
  )
  const fadeShown = fadesAt !== null && fadesAt < rows.length
  if (fadeShown)
    await write(
      err,
      fadesAt === 0
        ? 'Note: no photo is clearly what was asked for; the nearest come first.\n'
        : `Note: from position ${String(fadesAt + 1)} on the order fades: photos may not be what was asked for.\n`,
    )
  return EXIT.done
}

async function rankSentence(context: CommandContext, sentence: string, folders: readonly Folder[]): Promise<Ranked> {
  const { ranking } = context.session.app
  const top = topOf(context.values)
  const chosen = chosenReading(context, sentence)
  const examples = await examplesOf(context.values, context.session)
  const roots = new Map(context.session.app.library.folders.list().map((folder) => [folder.folderId, folder.path]))
  const request = {
    sentence,
    scope: { folderIds: folders.map((folder) => folder.folderId) },
    reversed: context.values['reverse'] === true,
    limit: Math.min(top, PAGE_ROWS),
    ...(chosen === undefined ? {} : { reading: chosen }),
    ...(examples === undefined ? {} : { examples }),
  }
  let header: RankHeader | null = null
  let fadesAt: number | null = null
  const rows: RankedRow[] = []
  const take = (page: RankRows): void => {
    page.names.forEach((name, i) => {
      rows.push({
        position: page.offset + i + 1,
        score: page.scores[i] ?? null,
        percentile: page.percentiles[i] ?? null,
        tieBand: page.tieBands[i] ?? 0,
        path: join(roots.get(page.folderIds[i] ?? -1) ?? '', name),
      })
    })
  }
  for await (const part of ranking.bySentence(request)) {
    if (part.kind === 'header') header = part.header
    else if (part.kind === 'page') take(part.rows)
    else fadesAt = part.fadesAt
  }
  if (header === null) throw new AppError('internal', 'The order has no header.')
  const wanted = Math.min(top, header.total)
  while (rows.length < wanted)
    take(ranking.page(header.orderId, rows.length, Math.min(PAGE_ROWS, wanted - rows.length)))
  ranking.close(header.orderId)
  return { header, fadesAt, rows }
}

function topOf(values: CommandContext['values']): number {
  const text = values['top']
  if (typeof text !== 'string') return Infinity
  const top = Number(text)
  if (!Number.isInteger(top) || top < 1) throw new UsageError(`--top wants a whole number from 1, not "${text}".`)
  return top
}

function readingOf(values: CommandContext['values']): Reading['kind'] | null {
  const kind = values['reading']
  if (kind === undefined) return null
  if (kind === 'measured' || kind === 'adapter' || kind === 'similarity' || kind === 'taste') return kind
  throw new UsageError('--reading wants measured, adapter, similarity or taste.')
}

function chosenReading({ session, values }: CommandContext, sentence: string): Reading | undefined {
  const kind = readingOf(values)
  if (kind === null) return undefined
  if (kind === 'similarity' || kind === 'taste') return { kind }
  const { reading, alternatives } = session.app.ranking.read(sentence)
  const found = [reading, ...alternatives].find((candidate) => candidate.kind === kind)
  if (found !== undefined) return found
  if (kind === 'measured') throw new UsageError(`The sentence "${sentence}" names no measured order.`)
  return { kind, attribute: null, direction: 'descending' }
}

function readingFields({ reading }: RankHeader): Record<string, string | null> {
  const { kind, ...more } = reading
  return { reading: kind, ...more }
}

function noticeText(notice: Notice): string {
  switch (notice.kind) {
    case 'negation-ignored':
      return `"${notice.words}" cannot be honoured by similarity: photos of it may stand first.`
    case 'adapter-missing':
      return 'this asks for an order that similarity only guesses; no learned ranking model is installed.'
    case 'unfamiliar':
      return 'the ranking model was not trained on such sentences; this order may mean little.'
    case 'read-as':
      return `Read as "${notice.sentence}". Put words in quotes to keep them as they are.`
    case 'former-model':
      return 'The photos are being read with a newer model; until that is done the one before it answers.'
    case 'faces-only':
      return 'age was learned from faces that fill the picture; where they are small it is a guess, and photos without a face stand at the end.'
    case 'weak-aesthetics':
      return 'beauty is judged by frame, light and technical faults alone; no opinion of people was learned.'
    case 'empty-sentence':
      return 'there are no words to read; newest first is shown.'
    case 'truncated':
      return `only the first ${String(notice.maxTokens)} tokens of the sentence were read.`
    case 'taste-unknown':
      return 'too little is known of your taste; these are by quality. Compare photos in the app to teach it.'
    case 'language':
      return `the model reads ${notice.languages.join(', ')} only; this order may mean little.`
  }
}
