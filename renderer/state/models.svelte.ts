/** The models in use: what each is, how far it has come, and whether it answers as it should. */
import type { ModelCheck, ModelReport } from '../../main/contract/models.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

export class Models {
  report = $state.raw<ModelReport | null>(null)
  /** Of this session; null before the first. */
  check = $state.raw<ModelCheck | null>(null)
  checking = $state(false)
  failure = $state.raw<Failure | null>(null)
  readonly #client: Client
  #reading = false

  constructor(client: Client) {
    this.#client = client
  }

  /** While one answer is on its way no other is asked for: counting reads an entry for every photo. */
  async refresh(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      this.report = await this.#client.models.list({})
      this.failure = null
    } catch (error) {
      this.failure = toFailure(error)
    } finally {
      this.#reading = false
    }
  }

  async test(): Promise<void> {
    if (this.checking) return
    this.checking = true
    try {
      this.check = await this.#client.models.check({})
      this.failure = null
    } catch (error) {
      this.failure = toFailure(error)
    } finally {
      this.checking = false
    }
  }
}
