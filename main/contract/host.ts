/** What the surroundings of the core can do for a person: dialogs, other programs and the file manager, or their absence. */
import type { FolderListing, HostCapabilities } from './entities.ts'

/** Photos opened at once in another program: more windows than this are a mistake. */
export const MOST_OPENED = 20
/** Photos dragged at once into another program. */
export const MOST_DRAGGED = 1_000

/** Paths are POSIX here as everywhere on the wire; the implementation converts at its edge. */
export interface HostApi {
  capabilities(): HostCapabilities
  /** Null when the person cancels. Throws AppError `not-available` without a native dialog. */
  chooseFolder(): Promise<string | null>
  /** Subfolders of a folder; null starts at home. Throws AppError `folder-unreadable`. */
  listFolders(path: string | null): Promise<FolderListing>
  /** Shows a file in the file manager. Throws AppError `not-available` without one. */
  reveal(path: string): Promise<void>
  /** Opens files in the program the system has for them. Throws AppError `not-available` without one. */
  open(paths: readonly string[]): Promise<void>
  /** Goes on with a drag that began in the page, with these files. Throws AppError `not-available` where it cannot. */
  drag(paths: readonly string[]): Promise<void>
  /** Moves files to the trash of the system. Throws AppError `not-available` where it will not take them. */
  trash(paths: readonly string[]): Promise<void>
}

/** Version, in the address of its pictures, of a photo whose bytes were not read yet. */
export const UNREAD = '0'

export type AssetKind = 'thumbnail' | 'view'

/** A file to stream for a picture; `version` changes with its bytes and becomes the entity tag. */
export interface AssetFile {
  readonly file: string
  readonly contentType: string
  readonly cacheControl: string
  readonly version: string
}

/** Which file shows a photo: the only way from an id to a path, and pages never see the path. */
export interface Assets {
  resolve(kind: AssetKind, photoId: number): Promise<AssetFile | null>
}
