/** Why there is nothing to see: each cause has its own words and its own way out, and none stands in for another. */
import type { Folder, IndexingStatus, Scope } from '../../main/contract/entities.ts'
import type { ConnectionStatus } from './connection.svelte.ts'
import type { Failure } from './failure.ts'

export type Emptiness =
  | { readonly kind: 'starting' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'no-folder' }
  | { readonly kind: 'offline'; readonly name: string }
  | { readonly kind: 'indexing'; readonly indexed: number; readonly total: number }
  | { readonly kind: 'paused'; readonly waiting: number }
  | { readonly kind: 'all-failed' }
  | { readonly kind: 'folder-empty'; readonly name: string | null }

export interface Situation {
  readonly connection: ConnectionStatus
  readonly folders: readonly Folder[] | null
  readonly scope: Scope
  readonly status: IndexingStatus | null
  readonly failure: Failure | null
  /** Photos in the order in view; null while none was answered. */
  readonly shown: number | null
}

/** Null when there are photos to show. */
export function emptinessOf(situation: Situation): Emptiness | null {
  const { connection, folders, status, failure, shown } = situation
  if (connection.kind === 'mismatch') return { kind: 'mismatch' }
  if (shown !== null && shown > 0 && folders?.length !== 0) return null
  if (connection.kind === 'refused') return { kind: 'failed', failure: connection.failure }
  if (connection.kind === 'lost') return { kind: 'lost' }
  if (folders === null) return failure === null ? { kind: 'starting' } : { kind: 'failed', failure }
  if (folders.length === 0) return { kind: 'no-folder' }
  if (failure !== null) return { kind: 'failed', failure }
  const chosen = inScope(folders, situation.scope)
  const name = chosen.length === 1 ? (chosen[0]?.name ?? null) : null
  const offline = chosen.every((folder) => folder.offlineSince !== null) ? chosen[0] : undefined
  if (offline !== undefined) return { kind: 'offline', name: offline.name }
  if (shown === null) return { kind: 'starting' }
  if (status === null) return { kind: 'folder-empty', name }
  if (status.state === 'paused' && status.waiting > 0) return { kind: 'paused', waiting: status.waiting }
  if (status.state === 'scanning' || status.state === 'indexing' || status.waiting > 0) {
    return { kind: 'indexing', indexed: status.indexed, total: status.total }
  }
  if (status.failed > 0 && status.indexed === 0) return { kind: 'all-failed' }
  return { kind: 'folder-empty', name }
}

function inScope(folders: readonly Folder[], scope: Scope): readonly Folder[] {
  const ids = scope.folderIds
  return ids === undefined ? folders : folders.filter((folder) => ids.includes(folder.folderId))
}
