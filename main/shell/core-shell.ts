/**
 * The core's side of the desktop shell: serves pages on the ports the shell hands over, answers which file shows a
 * photo, and asks for what only the shell can do. Everything else the core does is the same as without a window.
 */
import { AppError, fromWireError, toWireError } from '../contract/errors.ts'
import type { Assets, HostApi } from '../contract/host.ts'
import { ToCore, type FromCore } from '../contract/shell.ts'
import type { StartInference } from '../inference/api.ts'
import { ShellInference, type CorePort } from './core-inference.ts'
import { createLoopbackHost } from './loopback-host.ts'
import { portWire, type WireRouter } from './wires.ts'

/** The part of `process.parentPort` that is needed. */
export interface ShellPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly CorePort[] }) => void,
  ): unknown
  postMessage(message: unknown): void
}

/** The part of an app that the shell needs. */
export interface ShellApp {
  readonly router: WireRouter
  readonly assets: Assets
  close(): Promise<void>
}

export interface ShellServices {
  readonly host: HostApi
  readonly startInference: StartInference
}

type Asked<T> = Map<number, PromiseWithResolvers<T>>

/** Serves the shell until it says close. Rejects, after saying so to the shell, where the app cannot start. */
export async function serveShell(
  shell: ShellPort,
  open: (services: ShellServices) => Promise<ShellApp>,
): Promise<void> {
  const post = (message: FromCore): void => {
    shell.postMessage(message)
  }
  const inferences = new Map<number, ShellInference>()
  const folderQuestions: Asked<string | null> = new Map()
  /** Of things to be done that have no answer but that they are done. */
  const tasks: Asked<undefined> = new Map()
  const closed = Promise.withResolvers<undefined>()
  let numbers = 0

  function ask<T>(questions: Asked<T>, toMessage: (question: number) => FromCore): Promise<T> {
    const question = (numbers += 1)
    const answer = Promise.withResolvers<T>()
    questions.set(question, answer)
    post(toMessage(question))
    return answer.promise
  }

  const host: HostApi = {
    capabilities: () => ({ kind: 'desktop', folderDialog: true, reveal: true, open: true, drag: true }),
    chooseFolder: () => ask(folderQuestions, (question) => ({ kind: 'choose-folder', question })),
    listFolders: (path) => createLoopbackHost().listFolders(path),
    reveal: (path) => ask(tasks, (question) => ({ kind: 'reveal', question, path })),
    open: (paths) => ask(tasks, (question) => ({ kind: 'open', question, paths: [...paths] })),
    drag: (paths) => ask(tasks, (question) => ({ kind: 'drag', question, paths: [...paths] })),
    trash: (paths) => ask(tasks, (question) => ({ kind: 'trash', question, paths: [...paths] })),
  }
  const startInference: StartInference = (purpose) => {
    const inference = (numbers += 1)
    const link = new ShellInference(() => {
      post({ kind: 'end-inference', inference })
    })
    inferences.set(inference, link)
    post({ kind: 'start-inference', inference, purpose })
    return link
  }

  const opening = open({ host, startInference })
  const wire = opening.then((app) => portWire(app.router))
  // Both are waited for below; without a listener of its own a failure would end the process before it is told.
  wire.catch(() => undefined)

  shell.on('message', ({ data, ports }) => {
    const parsed = ToCore.safeParse(data)
    if (parsed.success) receive(parsed.data, ports[0])
  })

  function receive(message: ToCore, port: CorePort | undefined): void {
    switch (message.kind) {
      case 'page':
        if (port !== undefined) servePage(port)
        break
      case 'inference':
        if (port !== undefined) inferences.get(message.inference)?.attach(port)
        break
      case 'inference-ended':
        inferences.get(message.inference)?.ended(message.reason)
        inferences.delete(message.inference)
        break
      case 'which-file':
        void answerFile(message)
        break
      case 'folder-chosen':
        take(folderQuestions, message.question)?.resolve(message.path)
        break
      case 'done': {
        const waiting = take(tasks, message.question)
        if (message.error === null) waiting?.resolve(undefined)
        else waiting?.reject(fromWireError(message.error))
        break
      }
      case 'close':
        closed.resolve(undefined)
    }
  }

  /** A page that connects while the library opens is served as soon as it is open. */
  function servePage(port: CorePort): void {
    wire.then(
      (serve) => {
        serve(port)
        port.start()
      },
      () => {
        port.close()
      },
    )
  }

  async function answerFile({ question, asset, photoId }: Extract<ToCore, { kind: 'which-file' }>): Promise<void> {
    const file = await opening
      .then((app) => app.assets.resolve(asset, photoId))
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) console.error(error)
        return null
      })
    post({ kind: 'file', question, file })
  }

  try {
    const app = await opening
    post({ kind: 'ready' })
    await closed.promise
    await app.close()
    post({ kind: 'closed' })
  } catch (error) {
    post({ kind: 'failed', error: toWireError(error) })
    throw error
  }
}

function take<T>(questions: Asked<T>, question: number): PromiseWithResolvers<T> | undefined {
  const waiting = questions.get(question)
  questions.delete(question)
  return waiting
}
