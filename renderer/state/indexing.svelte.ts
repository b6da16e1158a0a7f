/** How far indexing is, and which photos it could not read. */
import type { Failure as PhotoFailure, FailureKind, IndexingStatus } from '../../main/contract/entities.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

export interface FailureGroup {
  readonly kind: FailureKind
  readonly failures: readonly PhotoFailure[]
}

export class Indexing {
  status = $state.raw<IndexingStatus | null>(null)
  failures = $state.raw<readonly PhotoFailure[] | null>(null)
  failure = $state.raw<Failure | null>(null)
  /** Largest group first. */
  readonly groups: readonly FailureGroup[] = $derived.by(() => {
    const byKind = Map.groupBy(this.failures ?? [], (failure) => failure.kind)
    return [...byKind]
      .map(([kind, failures]) => ({ kind, failures }))
      .toSorted((left, right) => right.failures.length - left.failures.length)
  })
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  async refresh(): Promise<void> {
    try {
      this.status = await this.#client.indexing.status({})
      this.failure = null
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  async readFailures(): Promise<void> {
    try {
      this.failures = await this.#client.indexing.failures({})
      this.failure = null
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  async pause(): Promise<void> {
    await this.#client.indexing.pause({})
    await this.refresh()
  }

  async resume(): Promise<void> {
    await this.#client.indexing.resume({})
    await this.refresh()
  }

  /** Tries these again; an empty list is nothing to do, never "all". */
  async retry(photoIds: readonly number[]): Promise<number> {
    if (photoIds.length === 0) return 0
    const { retried } = await this.#client.indexing.retryFailed({ photoIds: [...photoIds] })
    await this.readFailures()
    return retried
  }
}
