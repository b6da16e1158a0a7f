/** The collections of the library and what is done with them. Calls throw what the core throws; errands tell of it. */
import type { Collection } from '../../main/contract/collections.ts'
import type { RankedSet } from '../../main/contract/ranking.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'
import type { Ranking } from './ranking.svelte.ts'

export class Collections {
  list = $state.raw<readonly Collection[]>([])
  failure = $state.raw<Failure | null>(null)
  /** The collection that is shown; null while the question is the person's own. */
  shown = $state<number | null>(null)
  readonly #client: Client
  readonly #ranking: Ranking

  constructor(client: Client, ranking: Ranking) {
    this.#client = client
    this.#ranking = ranking
  }

  async refresh(): Promise<void> {
    try {
      this.list = await this.#client.collections.list({})
      this.failure = null
      if (this.shown !== null && !this.list.some(({ collectionId }) => collectionId === this.shown)) this.shown = null
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  /** How deep a collection lies below groups. */
  depthOf({ parentId }: Collection): number {
    const parent = this.list.find(({ collectionId }) => collectionId === parentId)
    return parent === undefined ? 0 : 1 + this.depthOf(parent)
  }

  /** A ranked one asks its rule; a fixed one stands in the order made by hand. What came and went is seen by now. */
  async show(collection: Collection): Promise<void> {
    const { collectionId, kind, rule, entered, left } = collection
    if (kind === 'group') return
    this.shown = collectionId
    await this.#ranking.showSet(rule ?? { sentence: '', scope: { collectionId } })
    if (entered + left > 0) await this.#client.collections.seen({ collectionId })
  }

  async saveSet(name: string, rule: RankedSet): Promise<Collection> {
    const made = await this.#client.collections.create({ name, of: { kind: 'ranked', rule } })
    this.shown = made.collectionId
    await this.refresh()
    return made
  }

  async saveFixed(name: string, photoIds: number[]): Promise<Collection> {
    const made = await this.#client.collections.create({ name, of: { kind: 'fixed', photoIds } })
    await this.refresh()
    return made
  }

  /** Into the collection of this name, which is made when it is not there. Returns how many came. */
  async collect(name: string, photoIds: number[]): Promise<number> {
    const present = this.list.find((collection) => collection.kind === 'fixed' && collection.name === name)
    if (present === undefined) return (await this.saveFixed(name, photoIds)).count
    const { added } = await this.#client.collections.addPhotos({ collectionId: present.collectionId, photoIds })
    return added
  }

  async rename(collectionId: number, name: string): Promise<void> {
    await this.#client.collections.change({ collectionId, name })
    await this.refresh()
  }

  async freeze(collectionId: number): Promise<Collection> {
    const made = await this.#client.collections.freeze({ collectionId })
    await this.refresh()
    return made
  }

  async remove(collectionId: number): Promise<void> {
    await this.#client.collections.remove({ collectionId })
    await this.refresh()
  }

  async restore(collectionId: number): Promise<void> {
    await this.#client.collections.restore({ collectionId })
    await this.refresh()
  }

  /** Puts a photo of the fixed collection in view one place further up or down. */
  async move(photoId: number, by: 1 | -1): Promise<void> {
    const collectionId = this.shown
    const order = this.#ranking.order
    const position = order?.find(photoId) ?? null
    if (collectionId === null || order === null || position === null) return
    const before = order.rowAt(by === 1 ? position + 2 : position - 1)?.photoId ?? null
    if (by === -1 && position === 0) return
    await this.#client.collections.movePhotos({ collectionId, photoIds: [photoId], before })
    await this.#ranking.renew()
  }
}
