/** What is set for the library, as the core holds it. */
import type { LibrarySettings } from '../../main/contract/settings.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

export class Settings {
  values = $state.raw<LibrarySettings | null>(null)
  failure = $state.raw<Failure | null>(null)
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  refresh(): Promise<void> {
    return this.#tried(() => Promise.resolve())
  }

  setSmallestFace(smallestFace: number): Promise<void> {
    return this.#tried(() => this.#client.settings.setSmallestFace({ smallestFace }))
  }

  /** Whatever became of it, what is shown is what the core holds. */
  async #tried(work: () => Promise<unknown>): Promise<void> {
    this.failure = null
    try {
      await work()
    } catch (error) {
      this.failure = toFailure(error)
    }
    try {
      this.values = await this.#client.settings.get({})
    } catch (error) {
      this.failure ??= toFailure(error)
    }
  }
}
