/** The collections of the library and what is done with them. Calls throw what the core throws; errands tell of it. */
import type { Collection, CollectionChange, PhotoMove } from '../../main/contract/collections.ts'
import type { RankedSet } from '../../main/contract/ranking.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'
import { foldedGroups, keepFolded } from './folded-groups.ts'
import type { Ranking } from './ranking.svelte.ts'

/** Photos that came into a collection, or went, shown instead of it. */
export interface ShownNews {
  readonly side: 'entered' | 'left'
  readonly count: number
  /** When a person last looked, in ms since 1970; null for never. */
  readonly since: number | null
}

export class Collections {
  list = $state.raw<readonly Collection[]>([])
  failure = $state.raw<Failure | null>(null)
  /** The collection that is shown; null while the question is the person's own. */
  shown = $state<number | null>(null)
  /** Counts while `ranking.only` holds their photos. */
  news = $state.raw<ShownNews | null>(null)
  /** Groups whose collections are folded away. */
  folded = $state.raw<ReadonlySet<number>>(new Set())
  readonly current: Collection | null = $derived.by(() => (this.shown === null ? null : this.find(this.shown)))
  readonly groups: readonly Collection[] = $derived.by(() => this.list.filter(({ kind }) => kind === 'group'))
  /** What the side bar draws: all that is in no folded group. */
  readonly unfolded: readonly Collection[] = $derived.by(() =>
    this.list.filter((collection) =>
      this.above(collection).every(({ collectionId }) => !this.folded.has(collectionId)),
    ),
  )
  readonly #client: Client
  readonly #ranking: Ranking
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null

  constructor(client: Client, ranking: Ranking, storage: Pick<Storage, 'getItem' | 'setItem'> | null = null) {
    this.#client = client
    this.#ranking = ranking
    this.#storage = storage
    this.folded = foldedGroups(storage)
  }

  async refresh(): Promise<void> {
    try {
      this.list = await this.#client.collections.list({})
      this.failure = null
      if (this.shown !== null && this.current === null) this.shown = null
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  find(collectionId: number): Collection | null {
    return this.list.find((collection) => collection.collectionId === collectionId) ?? null
  }

  /** The groups around it, the nearest first. */
  above({ parentId }: Collection): Collection[] {
    const parent = parentId === null ? null : this.find(parentId)
    return parent === null ? [] : [parent, ...this.above(parent)]
  }

  /** Itself and everything in it. */
  family(collection: Collection): Collection[] {
    const { collectionId } = collection
    return this.list.filter(
      (one) =>
        one.collectionId === collectionId || this.above(one).some((group) => group.collectionId === collectionId),
    )
  }

  /** Could it go there? Not where it is already, and no group into itself; null is the top. */
  mayGo(collection: Collection, parentId: number | null): boolean {
    if (collection.parentId === parentId) return false
    if (parentId === null) return true
    return (
      this.find(parentId)?.kind === 'group' && !this.family(collection).some((one) => one.collectionId === parentId)
    )
  }

  fold(collectionId: number): void {
    const folded = new Set(this.folded)
    if (!folded.delete(collectionId)) folded.add(collectionId)
    this.folded = folded
    keepFolded(this.#storage, folded)
  }

  /** A ranked one asks its rule; a fixed one stands in the order made by hand. */
  async show({ collectionId, kind, rule }: Collection): Promise<void> {
    if (kind === 'group') return
    this.shown = collectionId
    await this.#ranking.showSet(rule ?? { sentence: '', scope: { collectionId } })
  }

  /** In the order of its rule, without its filters and its cut: those speak of what belongs to it, and these may not. */
  async showNews({ collectionId, rule }: Collection, side: ShownNews['side']): Promise<void> {
    const found = await this.#client.collections.news({ collectionId })
    const photoIds = found[side]
    const { sentence, reading, reversed } = rule ?? { sentence: '' }
    const order = { ...(reading === undefined ? {} : { reading }), ...(reversed === undefined ? {} : { reversed }) }
    this.shown = collectionId
    this.news = { side, count: photoIds.length, since: found.since }
    await this.#ranking.showSet({ sentence, scope: {}, ...order }, photoIds)
  }

  async seen(collectionId: number): Promise<void> {
    await this.#client.collections.seen({ collectionId })
    await this.refresh()
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

  async makeGroup(name: string, parentId: number | null): Promise<Collection> {
    const made = await this.#client.collections.create({ name, parentId, of: { kind: 'group' } })
    await this.refresh()
    return made
  }

  async change(change: CollectionChange): Promise<void> {
    await this.#client.collections.change(change)
    await this.refresh()
  }

  async duplicate(collectionId: number): Promise<Collection> {
    const made = await this.#client.collections.duplicate({ collectionId })
    await this.refresh()
    return made
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

  /** Returns those that came. */
  async add(collectionId: number, photoIds: number[]): Promise<number[]> {
    const added = await this.#client.collections.addPhotos({ collectionId, photoIds })
    await this.refresh()
    return added.photoIds
  }

  /** Returns where they stood. */
  async take(collectionId: number, photoIds: number[]): Promise<PhotoMove[]> {
    const { places } = await this.#client.collections.takePhotos({ collectionId, photoIds })
    await this.refresh()
    return places
  }

  /** Returns the moves that put everything back. */
  move(collectionId: number, moves: PhotoMove[]): Promise<PhotoMove[]> {
    return this.#client.collections.movePhotos({ collectionId, moves })
  }
}
