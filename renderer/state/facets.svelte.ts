/** Cameras and formats that the filter bar can name. */
import type { PhotoFacets } from '../../main/contract/entities.ts'
import type { Client } from '../connect.ts'

export class Facets {
  all = $state.raw<PhotoFacets>({ cameras: [], formats: [] })
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** Without an answer the bar offers what it offered before. */
  async refresh(): Promise<void> {
    this.all = await this.#client.photos.facets({}).catch(() => this.all)
  }
}
