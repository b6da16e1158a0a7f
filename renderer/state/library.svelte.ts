/** The watched folders and what the machine offers for choosing them. */
import type { Folder, FolderListing, HostCapabilities } from '../../main/contract/entities.ts'
import type { Client } from '../connect.ts'
import { toFailure, type Failure } from './failure.ts'

export class Library {
  /** Null until first read: "no folder yet" must not flash before it is known. */
  folders = $state.raw<readonly Folder[] | null>(null)
  capabilities = $state.raw<HostCapabilities | null>(null)
  failure = $state.raw<Failure | null>(null)
  /** A folder is being added; the buttons wait. */
  adding = $state(false)
  readonly photoCount = $derived.by(() => this.folders?.reduce((sum, folder) => sum + folder.photoCount, 0) ?? 0)
  readonly offline: readonly Folder[] = $derived.by(
    () => this.folders?.filter((folder) => folder.offlineSince !== null) ?? [],
  )
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  async refresh(): Promise<void> {
    try {
      this.capabilities ??= await this.#client.host.capabilities({})
      this.folders = await this.#client.folders.list({})
      this.failure = null
    } catch (error) {
      this.failure = toFailure(error)
    }
  }

  folder(folderId: number): Folder | null {
    return this.folders?.find((folder) => folder.folderId === folderId) ?? null
  }

  /** The native dialog. Null when the person cancels; throws what the core throws. */
  async chooseNatively(): Promise<string | null> {
    return (await this.#client.host.chooseFolder({})).path
  }

  async add(path: string): Promise<Folder> {
    return this.#adding(() => this.#client.folders.add({ path }))
  }

  async addSample(): Promise<Folder> {
    return this.#adding(() => this.#client.folders.addSample({}))
  }

  async remove(folderId: number): Promise<void> {
    await this.#client.folders.remove({ folderId })
    await this.refresh()
  }

  async rescan(folderId: number): Promise<void> {
    await this.#client.folders.rescan({ folderId })
  }

  async reveal(photoId: number): Promise<void> {
    await this.#client.host.reveal({ photoId })
  }

  async list(path: string | null): Promise<FolderListing> {
    return this.#client.host.listFolders({ path })
  }

  async #adding(add: () => Promise<Folder>): Promise<Folder> {
    this.adding = true
    try {
      const folder = await add()
      await this.refresh()
      return folder
    } finally {
      this.adding = false
    }
  }
}
