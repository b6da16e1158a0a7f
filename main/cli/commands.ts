/** The commands, one entry each: what the help says, what is accepted, what is done. */
import type { ParseArgsConfig } from 'node:util'
import { collections } from './collections.ts'
import { doctor } from './doctor.ts'
import { exportCommand } from './export.ts'
import { EXIT, table, UsageError, write, type Streams } from './output.ts'
import { rank } from './rank.ts'
import type { Session } from './session.ts'
import { taste } from './taste.ts'

export interface CommandContext extends Streams {
  readonly session: Session
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, unknown>>
}

export interface Command {
  readonly summary: string
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Throws UsageError before anything is opened. */
  readonly check?: (positionals: readonly string[], values: Readonly<Record<string, unknown>>) => void
  run(context: CommandContext): Promise<number>
}

const index: Command = {
  summary: 'look through folders and take in what is new',
  help: `Usage: podium index FOLDER... [--json] [--library FILE]

Adds each folder to the library if it is not there yet, looks through it, and waits until every photo is in the order
or has failed with a reason. The files themselves are only read. A second run reads only what changed.`,
  options: { json: { type: 'boolean' } },
  check: (folders) => {
    if (folders.length === 0) throw new UsageError('Name at least one folder: podium index FOLDER...')
  },
  async run({ session, positionals, values, out, err }) {
    const folders = await session.index(positionals)
    const status = session.app.indexer.status()
    const failures = session.app.indexer.failures()
    if (values['json'] === true) {
      await write(out, `${JSON.stringify({ folders: folders.map((folder) => folder.path), ...status, failures })}\n`)
      return EXIT.done
    }
    for (const failure of failures) await write(err, `Not in the order: ${failure.path}: ${failure.message}\n`)
    await write(
      out,
      `${String(status.indexed)} of ${String(status.total)} photos indexed, ${String(status.failed)} failed.\n`,
    )
    return EXIT.done
  },
}

const status: Command = {
  summary: 'what the library holds',
  help: `Usage: podium status [--json] [--library FILE]

Folders, photos indexed, waiting, failed and missing, and the model in use.`,
  options: { json: { type: 'boolean' } },
  async run({ session, values, out }) {
    const { app } = session
    const folders = app.library.folders.list()
    const counts = app.indexer.status()
    if (values['json'] === true) {
      await write(
        out,
        `${JSON.stringify({ library: app.library.file, modelId: app.manifest.id, ...counts, folders, failures: app.indexer.failures() })}\n`,
      )
      return EXIT.done
    }
    const lines = [
      ['Library', app.library.file],
      ['Model', app.manifest.id],
      [
        'Photos',
        `${String(counts.total)}: ${String(counts.indexed)} indexed, ${String(counts.waiting)} waiting, ${String(counts.failed)} failed`,
      ],
      ['Missing', String(counts.missing)],
      ...folders.map((folder) => [
        'Folder',
        `${folder.path} (${String(folder.photoCount)}${folder.offlineSince === null ? '' : ', offline'})`,
      ]),
    ]
    await write(out, table(lines))
    return EXIT.done
  },
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  index,
  rank,
  collections,
  export: exportCommand,
  taste,
  status,
  doctor,
}
