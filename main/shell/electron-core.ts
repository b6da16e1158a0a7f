/** The core's process and the inference processes it asks for: forked, joined by ports, started again when they die. */
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { toWireError } from '../contract/errors.ts'
import type { AssetFile, AssetKind } from '../contract/host.ts'
import { FromCore, type ToCore } from '../contract/shell.ts'
import type { Purpose } from '../inference/api.ts'
import { processOptions } from '../inference/link.ts'
import type { DesktopHost } from './electron-host.ts'

export interface CoreProcessOptions {
  readonly coreEntry: string
  readonly inferenceEntry: string
  /** The words Podium was started with: folders to add, another library. */
  readonly words: readonly string[]
  readonly host: DesktopHost
  /** The core cannot run; in words for people. Called at most once. */
  readonly onGivenUp: (message: string) => void
  readonly now?: () => number
}

/** Threads for files: Node's own four are soon all waiting for a slow disk while an export flushes what it copied. */
const CORE_ENVIRONMENT = { UV_THREADPOOL_SIZE: '16' } as const
/** A core that dies more often than this within the span has a cause that starting again does not mend. */
const MOST_DEATHS = 3
const DEATH_SPAN_MS = 60_000
/** Closing waits for the batch in flight and no longer. */
const CLOSING_MS = 5_000

export class CoreProcess {
  readonly #options: CoreProcessOptions
  readonly #now: () => number
  readonly #inferences = new Map<number, UtilityProcess>()
  readonly #fileQuestions = new Map<number, (file: AssetFile | null) => void>()
  #child: UtilityProcess
  #deaths: number[] = []
  #questions = 0
  #ended = false

  constructor(options: CoreProcessOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#child = this.#start()
  }

  /** A page's end of the wire goes to the page, this one to the core. */
  connectPage(port: MessagePortMain): void {
    this.#post({ kind: 'page' }, port)
  }

  /** Null also where the core dies before it answers: the page asks again when it is back. */
  whichFile(asset: AssetKind, photoId: number): Promise<AssetFile | null> {
    if (this.#ended) return Promise.resolve(null)
    return new Promise((resolve) => {
      const question = (this.#questions += 1)
      this.#fileQuestions.set(question, resolve)
      this.#post({ kind: 'which-file', question, asset, photoId })
    })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    const child = this.#child
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve()
      })
    })
    const cutOff = setTimeout(() => child.kill(), CLOSING_MS)
    this.#post({ kind: 'close' })
    await gone
    clearTimeout(cutOff)
  }

  #start(): UtilityProcess {
    const { coreEntry, words } = this.#options
    const child = utilityProcess.fork(coreEntry, [...words], {
      serviceName: 'Podium core',
      stdio: 'inherit',
      env: { ...process.env, ...CORE_ENVIRONMENT },
    })
    child.on('message', (data: unknown) => {
      const message = FromCore.safeParse(data)
      if (message.success) this.#receive(message.data)
    })
    child.once('exit', () => {
      this.#coreEnded()
    })
    return child
  }

  #coreEnded(): void {
    // Pages notice by their closed port, pictures by their empty answer.
    for (const answer of this.#fileQuestions.values()) answer(null)
    this.#fileQuestions.clear()
    for (const inference of this.#inferences.values()) inference.kill()
    this.#inferences.clear()
    if (this.#ended) return
    const now = this.#now()
    this.#deaths = [...this.#deaths, now].filter((death) => now - death < DEATH_SPAN_MS)
    if (this.#deaths.length < MOST_DEATHS) this.#child = this.#start()
    else this.#giveUp('Podium stopped several times in a row. Your photos and your library are as they were.')
  }

  #giveUp(message: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#options.onGivenUp(message)
  }

  #receive(message: FromCore): void {
    switch (message.kind) {
      case 'failed':
        this.#giveUp(message.error.message)
        break
      case 'file':
        this.#fileQuestions.get(message.question)?.(message.file)
        this.#fileQuestions.delete(message.question)
        break
      case 'start-inference':
        this.#startInference(message.inference, message.purpose)
        break
      case 'end-inference':
        this.#inferences.get(message.inference)?.kill()
        break
      case 'choose-folder':
        void this.#chooseFolder(message.question)
        break
      case 'reveal':
        void this.#do(message.question, (host) => host.reveal(message.path))
        break
      case 'open':
        void this.#do(message.question, (host) => host.open(message.paths))
        break
      case 'drag':
        void this.#do(message.question, (host) => host.drag(message.paths))
        break
      case 'trash':
        void this.#do(message.question, (host) => host.trash(message.paths))
        break
      case 'ready':
      case 'closed':
    }
  }

  #startInference(inference: number, purpose: Purpose): void {
    const core = this.#child
    const { env, execArgv } = processOptions(purpose)
    const child = utilityProcess.fork(this.#options.inferenceEntry, [], {
      serviceName: 'Podium inference',
      stdio: 'inherit',
      env: { ...process.env, ...env },
      execArgv,
    })
    this.#inferences.set(inference, child)
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ kind: 'port' }, [port1])
    this.#post({ kind: 'inference', inference }, port2)
    child.once('exit', (code) => {
      this.#inferences.delete(inference)
      // A core that started in the meantime never asked for this one.
      if (core === this.#child)
        this.#post({ kind: 'inference-ended', inference, reason: `It ended with code ${code}.` })
    })
  }

  async #chooseFolder(question: number): Promise<void> {
    const path = await this.#options.host.chooseFolder().catch(() => null)
    this.#post({ kind: 'folder-chosen', question, path })
  }

  async #do(question: number, work: (host: DesktopHost) => Promise<void>): Promise<void> {
    const error = await work(this.#options.host).then(() => null, toWireError)
    this.#post({ kind: 'done', question, error })
  }

  #post(message: ToCore, port?: MessagePortMain): void {
    this.#child.postMessage(message, port === undefined ? [] : [port])
  }
}
