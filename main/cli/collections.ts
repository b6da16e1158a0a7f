/** `podium collections`: make, list and look into collections without the window. */
import { readFile } from 'node:fs/promises'
import type { Collection } from '../contract/collections.ts'
import { AppError } from '../contract/errors.ts'
import type { Command, CommandContext } from './commands.ts'
import { examplesOf } from './example-words.ts'
import { EXIT, table, UsageError, write } from './output.ts'
import { rankedSetOf, SET_HELP, SET_OPTIONS } from './set-words.ts'

/** What an action says: to programs, to people, and beside the answer. */
interface Answer {
  readonly json: unknown
  readonly text: string
  readonly note?: string
}

interface Action {
  /** What it is given after its name; `...` stands for any number. */
  readonly words: string
  run(context: CommandContext, rest: readonly string[]): Promise<Answer>
}

const ACTIONS: Readonly<Record<string, Action>> = {
  list: { words: '', run: list },
  create: { words: 'NAME FOLDER...', run: create },
  show: { words: 'NAME', run: show },
  news: { words: 'NAME', run: news },
  freeze: { words: 'NAME', run: freeze },
  rename: { words: 'NAME NEW-NAME', run: rename },
  remove: { words: 'NAME', run: remove },
  import: { words: 'NAME FILE', run: importFile },
}

export const collections: Command = {
  summary: 'sets that keep themselves: make, show, freeze, import',
  help: `Usage: podium collections ${Object.entries(ACTIONS)
    .map(([name, { words }]) => `${name} ${words}`.trim())
    .join('\n       podium collections ')}

create indexes what is new and makes a ranked collection: --sentence "most people" with the options below. It follows the
library from then on. show brings it up to date and prints its photos in order; news prints what came and went since it
was last looked at (--seen: count from now on). freeze makes a fixed collection of what it holds now. import reads a CSV
or JSON that Podium exported. A collection may be named by its number too: #12. Each action takes --json.

${SET_HELP}`,
  options: { ...SET_OPTIONS, json: { type: 'boolean' }, seen: { type: 'boolean' } },
  check([name, ...rest], values) {
    const action = name !== undefined && Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
    if (name === undefined || action === undefined)
      throw new UsageError(`Choose an action: podium collections ${Object.keys(ACTIONS).join('|')}`)
    const least = action.words.split(' ').filter((word) => word !== '').length
    if (rest.length < least || (rest.length > least && !action.words.endsWith('...')))
      throw new UsageError(`Usage: podium collections ${name} ${action.words}`.trimEnd())
    if (name === 'create') rankedSetOf(values, {})
  },
  async run(context) {
    const [name = '', ...rest] = context.positionals
    const answer = await ACTIONS[name]?.run(context, rest)
    if (answer === undefined) return EXIT.usage
    if (context.values['json'] === true) await write(context.out, `${JSON.stringify(answer.json)}\n`)
    else {
      await write(context.out, answer.text)
      if (answer.note !== undefined) await write(context.err, answer.note)
    }
    return EXIT.done
  },
}

async function list({ session }: CommandContext): Promise<Answer> {
  await session.app.collections.refreshAll()
  const all = session.app.collections.list()
  return { json: all, text: table(all.map(line)) }
}

async function create(context: CommandContext, [name = '', ...folders]: readonly string[]): Promise<Answer> {
  const found = await context.session.index(folders)
  const examples = await examplesOf(context.values, context.session)
  const rule = rankedSetOf(context.values, { folderIds: found.map(({ folderId }) => folderId) }, examples)
  return told(await context.session.app.collections.create({ name, of: { kind: 'ranked', rule } }))
}

async function show(context: CommandContext, [name]: readonly string[]): Promise<Answer> {
  const { collections: service, library } = context.session.app
  const { collectionId } = find(context, name)
  await service.refreshAll()
  const collection = find(context, `#${String(collectionId)}`)
  // Those whose file is gone are not counted either.
  const photos = library.photoFacts
    .of(library.collections.members(collectionId))
    .filter(({ missing }) => !missing)
    .map(({ path }, i) => ({ position: i + 1, path }))
  const { problem } = collection
  return {
    json: { collection, photos },
    text: table(photos.map(({ position, path }) => [String(position), path])),
    ...(problem === null ? {} : { note: `Note: ${problem}\n` }),
  }
}

async function news(context: CommandContext, [name]: readonly string[]): Promise<Answer> {
  const { collections: service, library } = context.session.app
  const { collectionId } = find(context, name)
  await service.refreshAll()
  const { since, ...changes } = service.news(collectionId)
  if (context.values['seen'] === true) service.seen(collectionId)
  const [entered, left] = [changes.entered, changes.left].map((photoIds) =>
    library.photoFacts.of(photoIds).map(({ path }) => path),
  )
  return {
    json: { since, entered, left },
    text: [...(entered ?? []).map((path) => `+ ${path}\n`), ...(left ?? []).map((path) => `- ${path}\n`)].join(''),
  }
}

async function freeze(context: CommandContext, [name]: readonly string[]): Promise<Answer> {
  return told(await context.session.app.collections.freeze(find(context, name).collectionId))
}

async function rename(context: CommandContext, [name, to = '']: readonly string[]): Promise<Answer> {
  const { collectionId } = find(context, name)
  return told(await context.session.app.collections.change({ collectionId, name: to }))
}

function remove(context: CommandContext, [name]: readonly string[]): Promise<Answer> {
  const collection = find(context, name)
  context.session.app.collections.remove(collection.collectionId)
  return Promise.resolve({ json: { removed: collection }, text: `Removed "${collection.name}". Its photos stay.\n` })
}

async function importFile(context: CommandContext, [name = '', file = '']: readonly string[]): Promise<Answer> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`The file ${file} cannot be read.`)
  })
  const imported = await context.session.app.importTable(name, text)
  const { collection, matched, missing } = imported
  return {
    json: imported,
    text: `"${collection.name}" holds ${String(matched)} ${matched === 1 ? 'photo' : 'photos'} of the table.\n`,
    note: missing.map((path) => `Not in the library: ${path}\n`).join(''),
  }
}

/** Names may stand twice; numbers do not. */
function find({ session }: CommandContext, name = ''): Collection {
  const all = session.app.collections.list()
  const named = all.filter((collection) => collection.name === name)
  const [first, second] = named
  if (second !== undefined) {
    const numbers = named.map(({ collectionId }) => `#${String(collectionId)}`).join(', ')
    throw new AppError('invalid-params', `There are several collections "${name}": say which, ${numbers}.`)
  }
  const found = first ?? all.find(({ collectionId }) => `#${String(collectionId)}` === name)
  if (found === undefined) throw new AppError('not-found', `There is no collection "${name}".`)
  return found
}

function told(collection: Collection): Answer {
  const { problem } = collection
  return {
    json: collection,
    text: table([line(collection)]),
    ...(problem === null ? {} : { note: `Note: ${problem}\n` }),
  }
}

function line({ collectionId, name, kind, count, entered, left, rule, problem }: Collection): string[] {
  const change = entered + left === 0 ? '' : `+${String(entered)} -${String(left)}`
  const photos = kind === 'group' ? '' : String(count)
  return [`#${String(collectionId)}`, name, kind, photos, change, problem ?? rule?.sentence ?? '']
}
